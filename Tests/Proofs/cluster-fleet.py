#!/usr/bin/env python3
"""cluster-fleet.py [--pours 200] [--program BEER-DEMO]: one user of a mixed fleet with sessions in a Redis Cluster.

Starts a cluster of six nodes, two beer-demo servers, nginx, which sends requests to them in turn, and a program with
node-redis's cluster client, which reads and writes the same keys as express-session and connect-redis
(cluster-visitor.js). One user clicks: of three pours, two use the page and the third uses Node, and each must show the
next number. In a second round of the same user, the session's master hands over to its replica (CLUSTER FAILOVER) while
the clicks go on. A click that gets a 503 with Retry-After meanwhile may count or not, and is repeated.

Prints a line for each round. Fails if a pour is lost or counted twice, if the user has changed at the end, or if one of
the three did not serve. Needs nginx, Node and Debian's node-redis.
"""
import argparse
import json
import os
import subprocess
import tempfile
import threading
import time
from contextlib import ExitStack

import beer_demo
from pours import Client, Tally
from redis_node import Host, eventually
from redis_sets import Cluster

HOST, DEMO_PORTS, NGINX_PORT = Host(), (3150, 3151), 3152
NGINX = """
worker_processes 1;
daemon off;
pid FOLDER/nginx.pid;
events {}
http {
    log_format server $upstream_addr;
    access_log FOLDER/served server;
    client_body_temp_path FOLDER/body;
    proxy_temp_path FOLDER/proxy;
    proxy_max_temp_file_size 0;
    fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi;
    scgi_temp_path FOLDER/scgi;
    upstream fleet { SERVERS }
    server {
        listen 127.0.0.1:PORT;
        location / {
            proxy_pass http://fleet;
            proxy_set_header Host $http_host;
        }
    }
}
"""


def start_nginx(folder):
    servers = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in DEMO_PORTS)
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w") as file:
        file.write(NGINX.replace("FOLDER", folder).replace("PORT", str(NGINX_PORT)).replace("SERVERS", servers))
    process = subprocess.Popen(["nginx", "-c", path, "-e", os.path.join(folder, "nginx-errors")])
    eventually("nginx", lambda: os.path.exists(os.path.join(folder, "nginx.pid")))
    return process


class NodeVisitor:
    """Counts views in the session with cluster-visitor.js."""

    def __init__(self, url):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cluster-visitor.js")
        self.process = subprocess.Popen(
            ["node", program, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"NODE_PATH": "/usr/share/nodejs", **os.environ})
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit("Node does not reach the cluster")
        self.pours = 0

    def pour(self, user):
        user.tally.sent += 1
        self.pours += 1
        print(user.key, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().strip()
        if answer.isdigit():
            user.tally.acknowledged += 1
            user.tally.times.append(time.monotonic())
            user.tally.see(int(answer))
            return True
        print(f"Node: {answer or 'it has ended'}")
        user.tally.others += 1
        return False

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Round:
    """A round of clicks of the user. The numbers on the pages continue from round to round."""

    def __init__(self, name, user, node, redis, folder):
        self.name, self.user, self.node, self.redis, self.folder = name, user, node, redis, folder
        self.before, self.key, self.pours_before = user.tally.seen, user.cookie and user.key, node.pours
        user.tally, user.tally.seen = Tally(), self.before

    def click(self, count, is_over=lambda: True):
        """Clicks until `count` pours are acknowledged and `is_over` returns True."""
        number = 0
        while number < count or not is_over():
            turn = self.node.pour if number % 3 == 2 else lambda user: user.pour(("127.0.0.1", NGINX_PORT))
            eventually("a pour", lambda: turn(self.user))
            number += 1

    def served(self, count):
        """Returns how many requests nginx has sent to each server, once its log has `count`, and empties the log."""
        path = os.path.join(self.folder, "served")
        # The last line is written after its response.
        eventually("nginx's list", lambda: len(open(path).read().split()) == count)
        with open(path, "r+") as file:
            addresses = file.read().split()
            file.truncate(0)
        return [addresses.count(f"127.0.0.1:{port}") for port in DEMO_PORTS]

    def report(self):
        """Prints the line of the round, and returns whether the round succeeded."""
        tally, by_node = self.user.tally, self.node.pours - self.pours_before
        served = self.served(tally.sent - by_node)
        views = json.loads(self.redis.get(self.user.key))["views"]
        is_well = (
            tally.lost == tally.doubled == tally.others == 0 and all([*served, by_node])
            and self.before + tally.acknowledged <= views <= self.before + tally.sent
            and self.key in ("", self.user.key))
        print(
            f"{self.name}: {tally.sent} pours sent ({' + '.join(map(str, served))} by nginx to Taproom, {by_node} by Node), "
            f"{tally.acknowledged} acknowledged, {tally.unavailable} answered 503, {views - self.before} found, "
            f"{tally.lost} lost, {tally.doubled} doubled, longest gap {tally.longest_gap():.2f} s: "
            f"{'good' if is_well else 'WRONG'}", flush=True)
        return is_well


def fail_over(redis, key):
    """Makes the replica of the key's master the new master."""
    old = redis.master(key)
    new = next(node for node in redis.nodes if f"\n{old.port}\n" in node.cli("role"))
    new.order("cluster", "failover")
    redis.until_new_master(old, key)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=".build/release/beer-demo")
    parser.add_argument("--pours", type=int, default=200)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        redis = Cluster(folder)
        stack.callback(redis.end)
        for port in DEMO_PORTS:
            server = beer_demo.start(options.program, HOST, port, folder, "--redis", redis.url)
            stack.callback(server.wait)
            stack.callback(server.terminate)
        nginx = start_nginx(folder)
        stack.callback(nginx.wait)
        stack.callback(nginx.terminate)
        node = NodeVisitor(redis.url)
        stack.callback(node.end)

        user = Client([], threading.Event(), 0)
        first = Round("in turn", user, node, redis, folder)
        first.click(options.pours)
        is_well = first.report() and user.tally.unavailable == 0
        second = Round("with a fail-over", user, node, redis, folder)
        second.click(options.pours // 2)
        change = threading.Thread(target=fail_over, args=(redis, user.key))
        old = redis.master(user.key)
        change.start()
        second.click(options.pours // 4, lambda: not change.is_alive())
        second.click(options.pours // 4)
        is_well = second.report() and is_well
        if redis.master(user.key) is old:
            raise SystemExit("the session has the same master as before")
    if not is_well:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
