#!/usr/bin/env python3
"""certificate-change.py [CHANGES] [BENCH-SERVER]: replaces certificate and key under load.

One wrk process sends requests over persistent connections, and another one over a new connection each time. Meanwhile
both files are replaced by rename, and again as soon as the new certificate is served. Every tenth time the key follows
three seconds after its certificate, so that they do not match in between. Prints how many requests succeeded and
failed, and how long it took until each certificate was served. No request may fail, and each certificate must be served
within 10 seconds.
"""
import hashlib
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time

import https

changes = int(sys.argv[1]) if len(sys.argv) > 1 else 100
program = sys.argv[2] if len(sys.argv) > 2 else https.BENCH_SERVER
port = 3126
CLOSE = 'wrk.headers["Connection"] = "close"\n'


def fingerprint_of(path):
    with open(path) as file:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest()


def served():
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port), timeout=10))).hexdigest()


def load(*options):
    return subprocess.Popen(
        ["wrk", "-t", "1", "-c", "16", "-d", "1h", *options, f"https://127.0.0.1:{port}/plaintext"],
        stdout=subprocess.PIPE, text=True)


def count(name, wrk):
    """Ends wrk, prints its counts, and returns whether no request failed."""
    wrk.send_signal(signal.SIGINT)
    output = wrk.communicate()[0]
    answered = int(re.search(r"(\d+) requests in", output).group(1))
    wrong = re.findall(r"(?:Socket errors|Non-2xx).*", output)
    print(f"{name}: {answered} answered, {'; '.join(wrong) or 'none failed'}")
    return answered > 0 and not wrong


def replace(number, pair):
    """Replaces the files, and returns the seconds until the certificate is served."""
    expected = fingerprint_of(pair[0])
    os.rename(pair[0], certificate)
    if number % 10 == 9:
        time.sleep(3)
    os.rename(pair[1], key)
    begin = time.monotonic()
    while served() != expected:
        if time.monotonic() > begin + 10:
            raise SystemExit(f"failed: certificate {number} is not served")
        time.sleep(0.05)
    return time.monotonic() - begin


with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
    certificate, key = https.write_certificate(folder, "served")
    new = [https.write_certificate(folder, f"new-{number}") for number in range(changes)]
    with open(f"{folder}/close.lua", "w") as script:
        script.write(CLOSE)
    server = https.start(program, port, certificate, key, log)
    loads = {}
    try:
        loads = {
            "kept connections": load(),
            "new connections": load("-s", f"{folder}/close.lua")}
        waits = [replace(number, pair) for number, pair in enumerate(new)]
        results = [count(name, wrk) for name, wrk in loads.items()]
    finally:
        for wrk in loads.values():
            wrk.terminate()
        server.terminate()
        code = server.wait()
    log.seek(0)
    lines = log.read().decode()
    waits.sort()
    print(f"{changes} certificates served, {waits[len(waits) // 2]:.1f} s after their key was there, at most {waits[-1]:.1f} s")
    read, refused = (lines.count(text) for text in ("read the TLS certificates again", "TLS files can't be used"))
    print(f"the log: read {read} times, not usable {refused} times; exit code {code}")
    if not all(results) or code != 0:
        raise SystemExit("failed")
