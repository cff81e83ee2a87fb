"""The measurements and their targets."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    method: str
    path: str
    connections: int
    depth: int
    subjects: tuple
    # "full" or "resumed" for a connection per request with such a handshake.
    handshake: str | None = None


@dataclass(frozen=True)
class Target:
    row: str
    ours: str
    against: str
    # None if there is no target.
    factor: float | None


PLAIN = ("nginx", "taproom", "go", "hummingbird")
TLS = ("nginx-tls", "taproom-tls", "go-tls", "node-tls")

ROWS = [
    Row("plaintext", "GET /plaintext, 64 connections", "GET", "/plaintext", 64, 1, (*PLAIN, "flyingfox")),
    Row("plaintext-256", "GET /plaintext, 256 connections", "GET", "/plaintext", 256, 1, PLAIN),
    Row("pipelined", "pipelined, 16 deep, 64 connections", "GET", "/plaintext", 64, 16, PLAIN),
    Row("page-get", "page, GET, session in Redis", "GET", "/", 64, 1, ("limit", "taproom-page", "go", "express")),
    Row("page-post", "page, POST (pour)", "POST", "/", 64, 1, ("limit", "taproom-page", "go", "express")),
    Row("page-cache", "page, GET, session cache", "GET", "/", 64, 1, ("taproom-cache",)),
    Row("cluster-get", "page, GET, cluster of 3 masters", "GET", "/", 64, 1, ("taproom-page", "taproom-cluster")),
    Row("cluster-post", "page, POST, cluster of 3 masters", "POST", "/", 64, 1, ("taproom-page", "taproom-cluster")),
    Row("json-echo", "JSON of 200 bytes, decoded and encoded", "POST", "/json-echo", 64, 1, ("taproom", "go", "hummingbird")),
    Row("tls-plaintext", "TLS, GET /plaintext, 64 connections", "GET", "/plaintext", 64, 1, TLS),
    Row("tls-handshake", "TLS, a full handshake for each request", "GET", "/plaintext", 16, 1, TLS, "full"),
    Row("tls-resumed", "TLS, a resumed session for each request", "GET", "/plaintext", 16, 1, TLS, "resumed"),
    Row("tls-file", "TLS, a file of 1 MB, 16 connections", "GET", "/files/file", 16, 1, TLS),
    Row("tls-page", "page over TLS, GET, session in Redis", "GET", "/", 64, 1, ("taproom-page", "taproom-page-tls")),
]
# Measurements that are not rows.
LATENCY = "latency"
IDLE = "tls-idle"
TEMPLATE = "template"

TARGETS = [
    Target("plaintext", "taproom", "nginx", 1.1),
    Target("plaintext", "taproom", "go", 1.6),
    Target("plaintext", "taproom", "hummingbird", 2),
    Target("plaintext", "taproom", "flyingfox", 2),
    Target("plaintext-256", "taproom", "nginx", 1.1),
    Target("plaintext-256", "taproom", "go", 1.6),
    Target("plaintext-256", "taproom", "hummingbird", 2),
    Target("pipelined", "taproom", "nginx", 4.5),
    Target("page-get", "taproom-page", "limit", 0.75),
    Target("page-get", "taproom-page", "go", 5),
    Target("page-get", "taproom-page", "express", 12),
    Target("page-post", "taproom-page", "limit", 0.65),
    Target("page-post", "taproom-page", "go", 4),
    Target("page-post", "taproom-page", "express", 10),
    Target("page-cache", "taproom-cache", "nginx", 0.8),
    Target("cluster-get", "taproom-cluster", "taproom-page", None),
    Target("cluster-post", "taproom-cluster", "taproom-page", None),
    Target("json-echo", "taproom", "hummingbird", 2),
    Target("json-echo", "taproom", "go", 1.2),
    Target("tls-plaintext", "taproom-tls", "nginx-tls", 1.0),
    Target("tls-handshake", "taproom-tls", "nginx-tls", 0.95),
    Target("tls-resumed", "taproom-tls", "nginx-tls", 0.95),
    Target("tls-file", "taproom-tls", "nginx-tls", 0.9),
    Target("tls-page", "taproom-page-tls", "taproom-page", None),
]
# The row that has a server's figure if the target's row lacks it.
ELSEWHERE = {"nginx": "plaintext"}

MEGABYTES = 25
TEMPLATE_SHARE = 1 / 15
IDLE_CONNECTIONS = 2_000

# The maximum counts per request. "instructions" are those under a load of 64 connections, with which the system calls
# and the mallocs are counted, too.
MICRO_TARGETS = {
    "plaintext": {"instructions": 5_200, "mallocs": 0, "system_calls": 2.05},
    "page-get": {"instructions": 26_000, "mallocs": 10, "system_calls": 2.99},
    "page-post": {"instructions": 48_000, "mallocs": 10, "system_calls": 2.99},
}
