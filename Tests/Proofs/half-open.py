#!/usr/bin/env python3
"""half-open.py [COUNT] [BENCH-SERVER]: connections that never finish their handshake.

Half of them send nothing, the others send the first half of a ClientHello. Prints the memory that they take, how long a
good client waits meanwhile, and when the server has closed them all: by default after 10 seconds, or as soon as an
event loop has 1,024 newer ones. Fails if the memory grows by more than 64 KB per concurrent connection, if a good
client gets no response, or if a half-open connection exists 20 seconds after the last one.
"""
import resource
import socket
import ssl
import sys
import tempfile
import time

import https

count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
program = sys.argv[2] if len(sys.argv) > 2 else https.BENCH_SERVER
port = 3128
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 1000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


def client_hello():
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()


def good_client(times):
    begin = time.monotonic()
    if not https.ask(port, certificate):
        raise SystemExit("failed: a good client was not answered")
    times.append((time.monotonic() - begin) * 1000)


with tempfile.TemporaryDirectory() as folder:
    certificate, key = https.write_certificate(folder)
    server = https.start(program, port, certificate, key)
    try:
        alone, meanwhile = [], []
        for _ in range(100):
            good_client(alone)
        before, sockets, most_sockets = https.resident(server), https.open_sockets(server), 0
        hello = client_hello()
        connections = []
        begin = time.monotonic()
        for number in range(count):
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            if number % 2:
                try:
                    connection.sendall(hello[: len(hello) // 2])
                except OSError:
                    pass  # The server has already given it up.
            connections.append(connection)
            if number % 100 == 0:
                good_client(meanwhile)
                most_sockets = max(most_sockets, https.open_sockets(server) - sockets)
        opened = time.monotonic() - begin
        most = https.resident(server)
        while https.open_sockets(server) > sockets and time.monotonic() < begin + opened + 20:
            good_client(meanwhile)
            most = max(most, https.resident(server))
            time.sleep(0.05)
        left = https.open_sockets(server) - sockets
        took = time.monotonic() - begin
    finally:
        server.terminate()
        server.wait()
    alone.sort()
    meanwhile.sort()
    print(f"{count} half-open connections within {opened:.1f} s, at most {most_sockets} at once; {left} left after {took:.1f} s")
    print(f"memory: {before:.1f} MB before, at most {most:.1f} MB")
    for name, times in (("alone", alone), ("meanwhile", meanwhile)):
        print(f"a good client, {name}: {len(times)} answers, median {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.1f} ms")
    if left > 0 or most - before > most_sockets / 16:
        raise SystemExit("failed")
