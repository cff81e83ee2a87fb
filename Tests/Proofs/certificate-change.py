#!/usr/bin/env python3
"""certificate-change.py [CHANGES] [BENCH-SERVER]: replaces certificate and key under load.

wrk asks over kept connections and, in a process of its own, over a new connection each time, while both files are
replaced by rename, the key after the certificate, every quarter of a second. Between the two renames they do not belong
together. Says how many requests were answered and failed, how many of the certificates a new connection got to see, and
after how long the last one was served. No request may fail, and the last certificate must be served.
"""
import hashlib
import os
import re
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
    text = subprocess.run(["openssl", "x509", "-in", path, "-outform", "DER"], check=True, capture_output=True).stdout
    return hashlib.sha256(text).hexdigest()


def served():
    text = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{port}"], stdin=subprocess.DEVNULL, capture_output=True).stdout
    der = subprocess.run(["openssl", "x509", "-outform", "DER"], input=text, check=True, capture_output=True).stdout
    return hashlib.sha256(der).hexdigest()


def load(seconds, *options):
    return subprocess.Popen(
        ["wrk", "-t", "1", "-c", "16", "-d", f"{seconds}s", *options, f"https://127.0.0.1:{port}/plaintext"],
        stdout=subprocess.PIPE, text=True)


def count(name, wrk):
    """Prints what wrk counted; whether nothing failed."""
    output = wrk.communicate()[0]
    answered = int(re.search(r"(\d+) requests in", output).group(1))
    wrong = re.findall(r"(?:Socket errors|Non-2xx).*", output)
    print(f"{name}: {answered} answered, {'; '.join(wrong) or 'none failed'}")
    return answered > 0 and not wrong


with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
    certificate, key = https.write_certificate(folder, "served")
    new = [https.write_certificate(folder, f"new-{number}") for number in range(changes)]
    fingerprints = [fingerprint_of(pair[0]) for pair in new]
    with open(f"{folder}/close.lua", "w") as script:
        script.write(CLOSE)
    server = https.start(program, port, certificate, key, log)
    try:
        loads = {
            "kept connections": load(changes // 4 + 5),
            "new connections": load(changes // 4 + 5, "-s", f"{folder}/close.lua")}
        seen = set()
        for pair in new:
            os.rename(pair[0], certificate)
            seen.add(served())
            os.rename(pair[1], key)
            time.sleep(0.25)
        begin = time.monotonic()
        while (last := served()) != fingerprints[-1] and time.monotonic() < begin + 10:
            time.sleep(0.1)
        took = time.monotonic() - begin
        seen.add(last)
        results = [count(name, wrk) for name, wrk in loads.items()]
    finally:
        server.terminate()
        code = server.wait()
    log.seek(0)
    lines = log.read().decode()
    print(f"{len(seen.intersection(fingerprints))} of {changes} certificates were seen; the last one {took:.1f} s after its key was there")
    print(f"the log: {lines.count('read the TLS certificates again')} times read, {lines.count('can')} times not usable; exit code {code}")
    if not all(results) or last != fingerprints[-1] or code != 0:
        raise SystemExit("failed")
