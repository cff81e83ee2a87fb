#!/usr/bin/env python3
"""held-response.py [SERVER...]: a finished response, while the next request of its connection is under way.

The server must listen on the port in the variable PORT, or it is started here. It is a program with GET /plaintext and
POST /count, such as that of the benchmarks. Sends GET /plaintext, and POST /count with half of its content, in one
packet, and prints how long the first response took.
"""
import os
import socket
import subprocess
import sys
import time

from listening import wait_for

command = sys.argv[1:] or [".build/release/hello"]
port = int(os.environ.get("PORT", "3125"))
server = None if "PORT" in os.environ else subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)])
try:
    wait_for(port)
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        begin = time.monotonic()
        connection.sendall(
            b"GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"
            b"POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
        try:
            first = connection.recv(4096)
            print(f"the first response: {len(first)} bytes after {time.monotonic() - begin:.3f} s")
        except TimeoutError:
            print("the first response: nothing within 5 s")
        connection.sendall(b"world")
        try:
            print("the second response:", connection.recv(4096).split(b"\r\n")[0].decode())
        except TimeoutError:
            print("the second response: nothing within 5 s")
finally:
    if server:
        server.terminate()
        server.wait()
