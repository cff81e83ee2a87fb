#!/usr/bin/env python3
"""probe.py PORT SECONDS: requests /plaintext over a new connection every 20 ms, and prints how long it took."""
import socket
import sys
import time

port, seconds = int(sys.argv[1]), float(sys.argv[2])
times, failures = [], 0
end = time.monotonic() + seconds
while time.monotonic() < end:
    start = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"GET /plaintext HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = b""
            while piece := connection.recv(4096):
                answer += piece
        if not answer.endswith(b"Hello, World!"):
            failures += 1
    except OSError:
        failures += 1
    times.append(time.monotonic() - start)
    time.sleep(0.02)
times.sort()
print(
    f"{len(times)} answers, {failures} failures, median {times[len(times) // 2] * 1000:.1f} ms, "
    f"99 % under {times[len(times) * 99 // 100] * 1000:.1f} ms, slowest {times[-1] * 1000:.1f} ms"
)
