#!/usr/bin/env python3
"""idle.py [COUNT]: the memory of idle persistent connections of `hello`, which must still serve."""
import resource
import socket
import subprocess
import sys
import time

from listening import wait_for

count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
port = 3111
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 1000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
request = b"GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n"


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


def ask(connection):
    connection.sendall(request)
    answer = b""
    while not answer.endswith(b"Hello, World!"):
        piece = connection.recv(4096)
        if not piece:
            raise SystemExit("a connection was closed")
        answer += piece


server = subprocess.Popen([".build/release/hello", "--host", "127.0.0.1", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    wait_for(port)
    for _ in range(100):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            ask(connection)
    base = resident(server)
    connections = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port))
        ask(connection)
        connections.append(connection)
    held = resident(server)
    start = time.monotonic()
    for connection in connections[:: max(1, count // 100)]:
        ask(connection)
    with socket.create_connection(("127.0.0.1", port)) as connection:
        ask(connection)
    took = time.monotonic() - start
    print(
        f"{count} connections: {base / 1e6:.1f} MB before, {held / 1e6:.1f} MB with them, "
        f"{(held - base) / count:.0f} bytes each; 101 of them and a new one answered in {took * 1000:.0f} ms"
    )
finally:
    server.terminate()
    server.wait()
