#!/usr/bin/env python3
"""descriptors.py [BEER-DEMO]: a server with few descriptors.

1. With a soft limit of 1,024 and a hard limit of 4,096: prints how many of 1,100 clients get a response.
2. With 128 descriptors, and 150 clients before the server has a connection to Redis: prints whether an accepted client
   gets a page with a session and a file, how much CPU the server uses and how many lines it logs while it can't
   accept, and how many waiting clients get a response once 100 others have gone.
3. With standard input, output and error closed at the start: prints what the descriptors 0 to 2 are.
It starts Redis on port 6399.
"""
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time

from listening import wait_for

program = sys.argv[1] if len(sys.argv) > 1 else ".build/release/beer-demo"
port = 3115
environment = {**os.environ, "SESSION_SECRET": "a secret of this proof, 32 bytes long"}
resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def connect(timeout=2):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def start(limits, arguments, log, closing=""):
    command = f"{limits}; exec {program} --host 127.0.0.1 --port {port} {arguments} {closing}"
    server = subprocess.Popen(["/bin/sh", "-c", command], env=environment, stdout=log, stderr=log)
    wait_for(port)
    return server


def stop(server):
    server.terminate()
    server.wait()


def ask(connection, path="/healthz"):
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())


def answer(connection):
    try:
        return int(connection.recv(65536).split(b" ")[1])
    except (OSError, IndexError):
        return None


def count_answered(connections, seconds):
    end = time.monotonic() + seconds
    count = 0
    for connection in connections:
        connection.settimeout(max(0.001, end - time.monotonic()))
        count += answer(connection) == 200
    return count


def processor_time(server):
    with open(f"/proc/{server.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


with tempfile.TemporaryFile() as log:
    server = start("ulimit -S -n 1024; ulimit -H -n 4096", "--store memory", log)
    clients = [connect() for _ in range(1100)]
    for client in clients:
        ask(client)
    print(f"1. {count_answered(clients, 3)} of 1100 clients are answered")
    for client in clients:
        client.close()
    stop(server)

with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
    redis = subprocess.Popen(
        ["redis-server", "--port", "6399", "--dir", folder, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    server = start("ulimit -n 128", "--redis redis://127.0.0.1:6399 --log-level warning", log)
    clients = [connect() for _ in range(150)]
    ask(clients[0])
    answer(clients[0])
    time.sleep(0.5)
    statuses = []
    for path in ["/", "/style.css"]:
        ask(clients[0], path)
        statuses.append(answer(clients[0]))
    before = processor_time(server)
    time.sleep(2)
    share = (processor_time(server) - before) / 2
    for client in clients[:100]:
        client.close()
    for client in clients[100:]:
        ask(client)
    answered = count_answered(clients[100:], 3)
    time.sleep(1.5)
    stop(server)
    redis.terminate()
    redis.wait()
    log.seek(0)
    lines = log.read().decode().count("accepting")
    print(f"2. page {statuses[0]}, file {statuses[1]}; {share:.0%} of a processor while it can't accept, {lines} lines of that")
    print(f"   {answered} of 50 that waited are answered")

with tempfile.TemporaryFile() as log:
    server = start(":", "--store memory", log, "<&- >&- 2>&-")
    files = [os.readlink(f"/proc/{server.pid}/fd/{number}") for number in range(3)]
    print("3.", ", ".join(f"{number}: {re.sub('[0-9]', '', name)}" for number, name in enumerate(files)))
    stop(server)
