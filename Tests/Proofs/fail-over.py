#!/usr/bin/env python3
"""fail-over.py [--durability replicas:1] [--clients 24] [--program BEER-DEMO] [ROW ...]: pours while Redis fails.

A row names the store of the sessions and its fault, such as `cluster:kill`. Without a row, all rows run, except those
of a single Redis with --durability, because it has no replica. Each row starts the Redis servers, two beer-demo
servers, and clients that each pour into a session of their own at both servers in turn. The fault happens after two
seconds, and the load continues for three seconds after its end. Then the views of each session are read from Redis.

  single, sentinel, cluster
    kill       the master gets SIGKILL, and is restarted three seconds after the fail-over
    stop       the master gets SIGSTOP, and SIGCONT three seconds after the fail-over
    restart    all servers are restarted one after another
  cluster
    move       the slot of one session moves back and forth during 2,000 pours, 32 at a time
    add        a node is added, and the slots of all sessions move to it
  sentinel, cluster
    partition  the old master and one beer-demo with half of the clients are in a network namespace, which is cut off
               until the others have had a new master for three seconds; needs root

The table shows how many pours were sent, acknowledged with 200, refused with 503 and Retry-After, and ended otherwise;
the views found; how many acknowledged pours were lost, and how many pours were counted twice; the longest time without
an acknowledged pour for a client; and how long after the new master was known, or the fault ended, all clients had one.
Fails if a pour was counted twice, or if an acknowledged pour was lost, except by a fail-over without --durability.
"""
import argparse
import os
import re
import sys
import tempfile
import time
from contextlib import ExitStack

import beer_demo
from namespaces import Pair
from pours import Load, pour_at_once
from redis_node import Host, eventually
from redis_sets import Cluster, Sentinels, Single

SETS = {"single": Single, "sentinel": Sentinels, "cluster": Cluster}
PORTS = (3150, 3151)
COLUMNS = ("sent", "acknowledged", "503", "other", "found", "lost", "doubled", "longest gap", "back after")


# MARK: Faults. Each returns the time at which the new master served or the fault ended.


def come_back(redis, old, key, action):
    """Brings the old master back three seconds after there is a new one, or after three seconds without any."""
    since = redis.until_new_master(old, key) if redis.fails_over else None
    time.sleep(3)
    action()
    return since or time.monotonic()


def kill(redis, key):
    old = redis.master(key)
    old.kill()
    return come_back(redis, old, key, old.start)


def stop(redis, key):
    old = redis.master(key)
    old.stop()
    return come_back(redis, old, key, old.resume)


def restart(redis, key):
    for node in redis.all:
        node.restart()
        redis.until_whole()
    return time.monotonic()


def add(redis, keys):
    node = redis.add()
    for slot in {redis.slot(key) for key in keys}:
        redis.move(slot, redis.master_of_slot(slot), node)
    return time.monotonic()


def partition(redis, key, pair):
    old = redis.nodes[0]
    pair.cut()
    come_back(redis, old, key, pair.mend)
    mended = time.monotonic()
    eventually("the old master to be a replica", lambda: not old.is_master)
    return mended


# MARK: Rows


def loaded(redis, places, clients, fault):
    load = Load(places, clients)
    time.sleep(2)
    since = fault(load)
    time.sleep(3)
    redis.until_whole()
    row = load.end(redis.get)
    return {**row, "back": load.back(since)}


def moved(redis, servers):
    """Makes 2,000 pours into one session while its slot moves."""
    first, threads, tallies = pour_at_once(servers, 2000, 32)
    for thread in threads:
        thread.start()
    slot, moves = redis.slot(first.key), 0
    while any(thread.is_alive() for thread in threads):
        source = redis.master_of_slot(slot)
        redis.move(slot, source, next(node for node in redis.nodes[:3] if node is not source))
        moves += 1
    redis.until_whole()
    found = int(re.search(r'"views":(\d+)', redis.get(first.key)).group(1))
    total = {name: sum(getattr(tally, name) for tally in tallies) for name in ("sent", "acknowledged", "unavailable", "others")}
    times = sorted(time for tally in tallies for time in tally.times)
    print(f"{moves} moves of the slot", file=sys.stderr)
    return {
        **total, "found": found, "lost": max(0, total["acknowledged"] - found), "doubled": max(0, found - total["sent"]),
        "gap": max(after - before for before, after in zip(times, times[1:])), "back": None}


def run(kind, fault, options):
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        hosts, pair = (Host(), Host()), None
        if fault == "partition":
            pair = Pair()
            stack.callback(pair.end)
            hosts = tuple(pair.hosts)
        redis = SETS[kind](folder, hosts)
        stack.callback(redis.end)
        for host, port in zip(hosts, PORTS):
            durability = ["--durability", options.durability] if options.durability else []
            server = beer_demo.start(
                options.program, host, port, folder, "--redis", redis.url, "--session-max-age", "600", *durability)
            stack.callback(server.wait)
            stack.callback(server.terminate)
        servers = [(host.address, port) for host, port in zip(hosts, PORTS)]
        if fault == "move":
            return moved(redis, servers)
        places = [(host.namespace, [server]) for host, server in zip(hosts, servers)] if pair else [(None, servers)]

        def happen(load):
            keys = [client.key for client in load.clients]
            if fault == "add":
                return add(redis, keys)
            if fault == "partition":
                return partition(redis, next(key for key in keys if redis.master(key) is redis.nodes[0]), pair)
            return {"kill": kill, "stop": stop, "restart": restart}[fault](redis, keys[0])

        return loaded(redis, places, options.clients, happen)


ROWS = [f"{kind}:{fault}" for kind in SETS for fault in ("kill", "stop", "restart")]
ROWS += ["cluster:move", "cluster:add", "sentinel:partition", "cluster:partition"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=".build/release/beer-demo")
    parser.add_argument("--durability")
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("rows", nargs="*", metavar="ROW")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(ROWS):
        parser.error(f"{', '.join(unknown)}: the rows are {', '.join(ROWS)}")
    every = [name for name in ROWS if not (options.durability and name.startswith("single"))]
    failed = False
    print(f"| sessions in | fault | durability | {' | '.join(COLUMNS)} |")
    print(f"|---|---|---|{'---:|' * len(COLUMNS)}", flush=True)
    for name in options.rows or every:
        kind, fault = name.split(":")
        if fault == "partition" and os.geteuid() != 0:
            print(f"{name} needs root: skipped", file=sys.stderr)
            continue
        row = run(kind, fault, options)
        counts = [row[name] for name in ("sent", "acknowledged", "unavailable", "others", "found", "lost", "doubled")]
        back = "" if row["back"] is None else f"{row['back']:.2f} s"
        cells = [kind, fault, options.durability or "none", *(f"{count:,}" for count in counts), f"{row['gap']:.2f} s", back]
        print(f"| {' | '.join(cells)} |", flush=True)
        may_lose = kind != "single" and fault in ("kill", "stop", "partition") and not options.durability
        failed |= row["doubled"] > 0 or (row["lost"] > 0 and not may_lose)
    if failed:
        raise SystemExit("failed")


if __name__ == "__main__":
    main()
