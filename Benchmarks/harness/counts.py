"""Counts per request, which noise does not affect. They exclude the costs of the start, of connections and of the
warm-up: each count is the difference between a long and a short run, divided by the difference of their requests."""
import contextlib
import tempfile
import time

from . import load, servers, sessions
from .allocations import Allocations
from .callgrind import Callgrind
from .cluster import Cluster
from .redis import Redis
from .strace import Strace

# Otherwise hashes are seeded at random, and the cost of dictionaries varies.
DETERMINISTIC = {"SWIFT_DETERMINISTIC_HASHING": "1"}
SESSIONS = 256
# The time to live of sessions. It exceeds the counting, which is many times slower than serving.
SECONDS = 3600
CONNECTIONS = 64

# name, method, path
WORKS = [("plaintext", "GET", "/plaintext"), ("page-get", "GET", "/"), ("page-post", "POST", "/")]
PLAINTEXT, PAGE = [WORKS[0]], WORKS[1:]


class Bench:
    """A server with one loop in a folder, and its Redis."""

    def __init__(self, folder, redis, works, **start):
        self.folder = folder
        self.redis = redis
        self.works = works
        if works is PLAINTEXT:
            self.server = servers.hello(folder, threads=1, **start)
        else:
            self.server = servers.beer_demo(
                folder, redis, "--session-max-age", str(SECONDS), threads=1, **start)

    def requests(self, work):
        name, method, path = work
        cookies = None
        if path == "/":
            self.redis.command("FLUSHALL")
            cookies = sessions.seed(self.redis, SESSIONS, seconds=SECONDS)
        return load.write_requests(self.folder, method, path, cookies)

    def send(self, requests, connections, count):
        load.pace(self.server.port, requests, connections, (1, 10_000), "count", count)
        time.sleep(0.2)  # The server closes its connections before the next reading or run.

    def per_request(self, work, connections, short, long, read):
        """Returns the count per request. `read` returns the count since its last call."""
        requests = self.requests(work)
        self.send(requests, connections, short)  # warm
        read()
        self.send(requests, connections, short)
        first = read()
        self.send(requests, connections, long)
        return (read() - first) / (long - short)


def both(folder, redis, start):
    for works in (PLAINTEXT, PAGE):
        bench = Bench(folder, redis, works, **start)
        try:
            for work in works:
                yield bench, work
        finally:
            bench.server.stop()


@contextlib.contextmanager
def counted(folder, redis, works):
    """Starts a server under Callgrind. Returns it with the function that reads its instructions."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        callgrind = Callgrind(own)
        bench = Bench(folder, redis, works, wrapper=callgrind.wrapper, environment=DETERMINISTIC, timeout=120)
        try:
            yield bench, lambda: callgrind.spent(bench.server.pid)
        finally:
            bench.server.stop()


def instructions(folder, redis, counts):
    for works in (PLAINTEXT, PAGE):
        with counted(folder, redis, works) as (bench, read):
            for work in works:
                counts[work[0]]["instructions_one_by_one"] = round(bench.per_request(work, 1, 300, 1300, read))
                counts[work[0]]["instructions"] = batched(bench, work, read)


def batched(bench, work, read):
    return round(bench.per_request(work, CONNECTIONS, 1000, 5000, read))


def cluster_instructions(folder, counts):
    """Counts the instructions of the page with its sessions in a cluster of three masters."""
    cluster = Cluster(folder)
    try:
        with counted(folder, cluster, PAGE) as (bench, read):
            for work in PAGE:
                counts[f"{work[0]}-cluster"] = {"instructions": batched(bench, work, read)}
    finally:
        cluster.stop()


def allocations(folder, redis, counts):
    counter = Allocations(folder)
    for bench, work in both(folder, redis, {"environment": {**DETERMINISTIC, **counter.environment}}):
        last = [counter.count()]

        def read():
            before, last[0] = last[0], counter.count()
            return last[0] - before

        # Adding 0.0 avoids a negative zero.
        counts[work[0]]["mallocs"] = round(bench.per_request(work, CONNECTIONS, 1000, 11000, read), 1) + 0.0


def system_calls(folder, redis, counts):
    for bench, work in both(folder, redis, {"environment": DETERMINISTIC}):
        requests = bench.requests(work)
        bench.send(requests, CONNECTIONS, 1000)
        totals = []
        for count in (1000, 11000):
            strace = Strace(folder, bench.server.pid)
            bench.send(requests, CONNECTIONS, count)
            totals.append(strace.stop())
        calls = {
            name: round((totals[1][name] - totals[0].get(name, 0)) / 10000, 3) for name in totals[1]}
        counts[work[0]]["system_calls"] = round(sum(calls.values()), 2)
        counts[work[0]]["system_calls_by_name"] = {name: calls[name] for name in sorted(calls) if calls[name] >= 0.001}


def all_counts():
    counts = {name: {} for name, _, _ in WORKS}
    with tempfile.TemporaryDirectory(prefix="taproom-micro-") as folder:
        redis = Redis(folder)
        try:
            instructions(folder, redis, counts)
            allocations(folder, redis, counts)
            system_calls(folder, redis, counts)
        finally:
            redis.stop()
        cluster_instructions(folder, counts)
    return counts
