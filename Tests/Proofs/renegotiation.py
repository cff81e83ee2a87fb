#!/usr/bin/env python3
"""renegotiation.py [SECONDS] [BENCH-SERVER]: a TLS 1.2 client that requests renegotiation repeatedly and reads nothing.

The server refuses each request with an alert, and the alerts must not accumulate in its memory. The proof encrypts
records itself, with the keys of a handshake that Python has made, because other clients end a session that was refused.
Prints how much was sent, and the memory. Fails if the memory grows by more than 5 MB. Needs the module `cryptography`
(Debian: python3-cryptography).
"""
import hashlib
import hmac
import socket
import ssl
import struct
import sys
import tempfile
import time

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import https

seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15
program = sys.argv[2] if len(sys.argv) > 2 else https.BENCH_SERVER
port = 3150
HANDSHAKE = 22
EMPTY_CLIENT_HELLO = b"\x01\0\0\0"


def pseudorandom(secret, seed, count):
    """Returns the output of the pseudorandom function with SHA-256 (RFC 5246 §5)."""
    output, a = b"", seed
    while len(output) < count:
        a = hmac.new(secret, a, hashlib.sha256).digest()
        output += hmac.new(secret, a + seed, hashlib.sha256).digest()
    return output[:count]


def handshake(connection, folder, certificate):
    """Returns the client's encryption key and the first bytes of its nonce."""
    context = ssl.create_default_context(cafile=certificate)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
    context.keylog_filename = f"{folder}/keys"
    incoming, outgoing, received = ssl.MemoryBIO(), ssl.MemoryBIO(), b""
    session = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    while True:
        try:
            session.do_handshake()
            break
        except ssl.SSLWantReadError:
            connection.sendall(outgoing.read())
            piece = connection.recv(65536)
            received += piece
            incoming.write(piece)
    with open(f"{folder}/keys") as keys:
        client_random, master = next(line.split()[1:] for line in keys if line.startswith("CLIENT_RANDOM"))
    # The server's random bytes are in its ServerHello, the first record.
    seed = b"key expansion" + received[11:43] + bytes.fromhex(client_random)
    block = pseudorandom(bytes.fromhex(master), seed, 40)
    return AESGCM(block[:16]), block[32:36]


def record(cipher, nonce, number):
    """Returns a record with the start of a ClientHello (RFC 5288 §3)."""
    sequence = struct.pack(">Q", number)
    known = sequence + bytes([HANDSHAKE, 3, 3]) + struct.pack(">H", len(EMPTY_CLIENT_HELLO))
    sealed = sequence + cipher.encrypt(nonce + sequence, EMPTY_CLIENT_HELLO, known)
    return bytes([HANDSHAKE, 3, 3]) + struct.pack(">H", len(sealed)) + sealed


with tempfile.TemporaryDirectory() as folder:
    certificate, key = https.write_certificate(folder)
    server = https.start(program, port, certificate, key)
    try:
        for _ in range(20):
            https.ask(port, certificate)
        before, sent, number = https.resident(server), 0, 1
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            cipher, nonce = handshake(connection, folder, certificate)
            end = time.monotonic() + seconds
            outcome = "the server still reads"
            try:
                while time.monotonic() < end:
                    records = b"".join(record(cipher, nonce, number + index) for index in range(2000))
                    connection.sendall(records)
                    number += 2000
                    sent += len(records)
            except OSError as error:
                outcome = f"the server has ended it: {error}"
            after = https.resident(server)
        served = https.ask(port, certificate)
    finally:
        server.terminate()
        server.wait()
    print(f"{number - 1} refused, {sent / 1e6:.1f} MB sent; {outcome}; memory {before:.1f} MB before, {after:.1f} MB after")
    if after - before > 5 or not served:
        raise SystemExit("failed")
