#!/usr/bin/env python3
"""Measures the microseconds of CPU that a request of the page takes of each part, for numbers of servers and Redis
masters. The rate of all parts on one machine would not predict that of several machines."""
import argparse
import json
import tempfile
import threading

from harness import facts, load, servers, sessions
from harness.cluster import Cluster
from harness.redis import Redis
from harness.table import table

MASTERS = (1, 3, 6)
SERVERS = (1, 2, 4)
# A shape that is not part of the model, to check it.
CHECK = (2, 3)
WORKS = (("GET", "/"), ("POST", "/"))
SESSIONS = 512
LIFE = 3600
CONNECTIONS = 48


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=40_000, help="of each run")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    return parser.parse_args()


class Fleet:
    """Servers with one event loop each, and the Redis masters that they share."""

    def __init__(self, folder, masters, count):
        # A single master is a plain Redis server, not a cluster of one.
        self.redis = Cluster(folder, masters) if masters > 1 else Redis(folder)
        self.nodes = self.redis.nodes if masters > 1 else [self.redis]
        self.folder = folder
        self.servers = [
            servers.beer_demo(folder, self.redis, "--session-max-age", str(LIFE), threads=1) for _ in range(count)]

    def run(self, method, path, count):
        """Returns the microseconds of CPU per request of the servers and of the masters."""
        self.redis.command("FLUSHALL")
        requests = load.write_requests(self.folder, method, path, sessions.seed(self.redis, SESSIONS, seconds=LIFE))
        self.send(requests, 2000)
        before = self.cpu()
        self.send(requests, count)
        return [1e6 * (now - then) / count for now, then in zip(self.cpu(), before)]

    def send(self, requests, count):
        share = count // len(self.servers)
        clients = [
            threading.Thread(
                target=load.pace,
                args=(server.port, requests, CONNECTIONS // len(self.servers), (1, 10_000), "count", share))
            for server in self.servers]
        for client in clients:
            client.start()
        for client in clients:
            client.join()

    def cpu(self):
        return [sum(sum(process.cpu_seconds()) for process in part) for part in (self.servers, self.nodes)]

    def stop(self):
        for process in (*self.servers, self.redis):
            process.stop()


def measure(masters, count, requests):
    with tempfile.TemporaryDirectory(prefix="taproom-scale-") as folder:
        fleet = Fleet(folder, masters, count)
        try:
            for method, path in WORKS:
                server, redis = fleet.run(method, path, requests)
                yield {"masters": masters, "servers": count, "work": method, "server_us": server, "redis_us": redis}
        finally:
            fleet.stop()


def model(figures, work):
    """Returns the maximum per request of a server and of all masters, over all shapes, for planning."""
    part = [figure for figure in figures if figure["work"] == work]
    return max(figure["server_us"] for figure in part), max(figure["redis_us"] for figure in part)


def main():
    options = arguments()
    figures = [
        figure for masters in MASTERS for count in SERVERS for figure in measure(masters, count, options.requests)]
    check = list(measure(*CHECK, options.requests))
    print(facts.line(facts.machine()))
    header = ["page", "masters", "servers", "server µs", "Redis µs"]
    print(table(header, (
        (figure["work"], figure["masters"], figure["servers"], f"{figure['server_us']:.1f}", f"{figure['redis_us']:.1f}")
        for figure in sorted(figures + check, key=lambda figure: figure["work"]))))
    print()
    for figure in check:
        server, redis = model(figures, figure["work"])
        print(
            f"{figure['work']}: planned with {server:.1f} µs of a server and {redis:.1f} µs of Redis; {CHECK[0]} masters and "
            f"{CHECK[1]} servers took {figure['server_us']:.1f} and {figure['redis_us']:.1f}")
    if options.json:
        with open(options.json, "w") as output:
            json.dump({"machine": facts.machine(), "figures": figures, "check": check}, output, indent=1)
            output.write("\n")


if __name__ == "__main__":
    main()
