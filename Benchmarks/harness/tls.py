"""The TLS files that all servers share, and the memory of idle TLS connections."""
import http.client
import os
import ssl
import subprocess
import sys

from . import servers
from .rows import IDLE_CONNECTIONS
from .subject import FILE, file_content

SERVERS = {
    "nginx-tls": servers.nginx_tls, "taproom-tls": servers.bench_server_tls, "go-tls": servers.go_tls,
    "node-tls": servers.node_tls}


class Material:
    """A self-signed certificate (ECDSA with P-256) with its key, and a folder with `/files/file`."""

    def __init__(self, folder):
        self.certificate = os.path.join(folder, "certificate.pem")
        self.key = os.path.join(folder, "key.pem")
        self.site = os.path.join(folder, "site")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", self.key, "-out", self.certificate], check=True, capture_output=True)
        os.makedirs(os.path.dirname(self.site + FILE))
        with open(self.site + FILE, "wb") as output:
            output.write(file_content())
        # If nginx is started as root, its workers run as another user.
        os.chmod(folder, 0o755)


def idle(folder, material):
    """Returns the memory of each server in kilobytes, first without connections, then with many idle ones."""
    figures = {}
    for name, start in SERVERS.items():
        server = start(folder, material)
        connections = []
        try:
            # The first connections allocate what stays: buffers, contexts, threads.
            for connection in _connect(server.port, material, 64):
                connection.close()
            before = server.resident_kilobytes()
            connections = _connect(server.port, material, IDLE_CONNECTIONS)
            figures[name] = {"before": before, "with": server.resident_kilobytes()}
            _ask(connections[0])
            print(f"{IDLE_CONNECTIONS} idle TLS connections: {name} {figures[name]['with'] / 1024:.1f} MB", file=sys.stderr)
        finally:
            for connection in connections:
                connection.close()
            server.stop()
    return figures


def _connect(port, material, count):
    """Opens connections that send one request each and stay open."""
    context = ssl.create_default_context(cafile=material.certificate)
    connections = []
    for _ in range(count):
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
        _ask(connection)
        connections.append(connection)
    return connections


def _ask(connection):
    connection.request("GET", "/plaintext")
    response = connection.getresponse()
    if response.status != 200 or response.read() != b"Hello, World!" or response.will_close:
        raise RuntimeError("a wrong answer, or a connection that is not kept")
