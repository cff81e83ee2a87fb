#!/usr/bin/env python3
"""slow-tls.py [EACH] [BENCH-SERVER]: clients that read or write too slowly over TLS, one kind after another.

1. They request 16 MB and never read.
2. They request 16 MB and read 100 bytes per second.
3. They send a byte of a request's head per second.
4. They send a byte of a request's content per second.
Prints for each kind when the server had given up all of them, the memory that it took, and how long good clients waited
meanwhile. Fails if a slow client is still connected after 90 seconds, if the memory grows by more than 2 MB per client,
or if a good client gets no response.
"""
import sys
import tempfile
import threading
import time

import https

each = int(sys.argv[1]) if len(sys.argv) > 1 else 25
program = sys.argv[2] if len(sys.argv) > 2 else https.BENCH_SERVER
port = 3129
LONGEST = 90


def never_read(connection):
    connection.sendall(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")


def read_slowly(connection):
    connection.sendall(b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    while connection.recv(100):
        time.sleep(1)


def send_slowly(request):
    def send(connection):
        for byte in request:
            connection.sendall(bytes([byte]))
            time.sleep(1)
    return send


def send_content_slowly(connection):
    connection.sendall(b"POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
    send_slowly(b"." * 1000)(connection)


KINDS = [
    ("never read", never_read),
    ("read 100 bytes/s", read_slowly),
    ("send a byte of the head each second", send_slowly(b"GET /plaintext HTTP/1.1\r\nX-Long: " + b"a" * 1000)),
    ("send a byte of the content each second", send_content_slowly),
]


def client(work, connection):
    try:
        work(connection)
    except OSError:
        pass  # The server has given it up.


def given_up(server, sockets, begin, figures):
    """Returns the seconds until only `sockets` sockets are left, or None. Good clients are served meanwhile."""
    while https.open_sockets(server) > sockets:
        if time.monotonic() > begin + LONGEST:
            return None
        start = time.monotonic()
        if not https.ask(port, certificate):
            raise SystemExit("failed: a good client was not answered")
        figures["times"].append((time.monotonic() - start) * 1000)
        figures["most"] = max(figures["most"], https.resident(server))
        time.sleep(0.05)
    return time.monotonic() - begin


with tempfile.TemporaryDirectory() as folder:
    certificate, key = https.write_certificate(folder)
    server = https.start(program, port, certificate, key)
    try:
        for _ in range(100):
            https.ask(port, certificate)
        time.sleep(0.2)
        failed = False
        for name, work in KINDS:
            before, sockets = https.resident(server), https.open_sockets(server)
            figures = {"times": [], "most": before}
            begin = time.monotonic()
            connections = [https.connect(port, certificate, receive_buffer=4096) for _ in range(each)]
            for connection in connections:
                threading.Thread(target=client, args=(work, connection), daemon=True).start()
            took = given_up(server, sockets, begin, figures)
            times = sorted(figures["times"])
            outcome = f"given up after {took:.1f} s" if took else f"{https.open_sockets(server) - sockets} left after {LONGEST} s"
            print(
                f"{each} that {name}: {outcome}; {before:.1f} MB before, at most {figures['most']:.1f} MB; "
                f"{len(times)} good clients, median {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.1f} ms", flush=True)
            failed = failed or not took or figures["most"] - before > 2 * each
            for connection in connections:
                connection.close()
            time.sleep(1)
    finally:
        server.terminate()
        server.wait()
    if failed:
        raise SystemExit("failed")
