#!/usr/bin/env python3
"""stalled-log.py [BEER-DEMO]: a server whose standard output and standard error are pipes without a reader.

Requests /healthz with long targets until the log is several times longer than the pipe and the server's queue, then
/healthz once more, and stops the server. Prints how many requests got a response, and how long the stop took. Then it
reads the pipe, and prints the line that reports dropped lines.
"""
import os
import signal
import socket
import subprocess
import sys
import time

from listening import wait_for

program = sys.argv[1] if len(sys.argv) > 1 else ".build/release/beer-demo"
port = 3113
grace = 10
requests = 5000
request = f"GET /healthz?{'x' * 1000} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


def ask(connection):
    """Returns whether a response arrived within two seconds."""
    connection.sendall(request)
    try:
        return connection.recv(4096).startswith(b"HTTP/1.1 200 ")
    except TimeoutError:
        return False


def connect():
    return socket.create_connection(("127.0.0.1", port), timeout=2)


def start():
    environment = {**os.environ, "SESSION_SECRET": "a secret of this proof, 32 bytes long"}
    server = subprocess.Popen(
        [program, "--host", "127.0.0.1", "--port", str(port), "--store", "memory"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_for(port)
    return server


def fill(server):
    answered = 0
    with connect() as connection:
        while answered < requests and ask(connection):
            answered += 1
    print(f"{answered} of {requests} requests answered while nobody read the log")
    with connect() as connection:
        print("/healthz over a new connection:", "answered" if ask(connection) else "no answer within 2 s")


def stop(server):
    start_time = time.monotonic()
    server.send_signal(signal.SIGTERM)
    try:
        code = server.wait(timeout=grace + 3)
        print(f"SIGTERM ended it after {time.monotonic() - start_time:.1f} s with {code}")
    except subprocess.TimeoutExpired:
        print(f"SIGTERM did not end it within {grace + 3} s")
        server.kill()
        server.wait()


server = start()
fill(server)
stop(server)

server = start()
fill(server)
output = os.fdopen(server.stdout.fileno(), "rb", buffering=0, closefd=False)
end = time.monotonic() + 3
while time.monotonic() < end:
    for line in output.read(65536).split(b"\n"):
        if b"dropped" in line:
            print("the reader goes on:", line.decode())
            end = 0
stop(server)
