"""A private cluster of three masters on free ports, without files. It ends with the benchmark."""
import binascii
import re
import time

from .process import free_port
from .redis import Redis

SLOTS = 16384


class Cluster:
    """The nodes of a cluster, with the interface of a single Redis."""

    def __init__(self, folder, masters=3):
        self.nodes = [self._start(folder, index) for index in range(masters)]
        for index, node in enumerate(self.nodes):
            first, last = index * SLOTS // masters, (index + 1) * SLOTS // masters - 1
            node.command("CLUSTER", "ADDSLOTSRANGE", first, last)
            node.command("CLUSTER", "MEET", "127.0.0.1", self.nodes[0].port, self.nodes[0].bus)
        end = time.monotonic() + 30
        while not all(self._is_whole(node) for node in self.nodes):
            if time.monotonic() > end:
                raise RuntimeError("the cluster does not come up")
            time.sleep(0.1)

    @staticmethod
    def _start(folder, index):
        bus = free_port()
        node = Redis(
            folder, f"redis-cluster-{index}", "--cluster-enabled", "yes", "--cluster-port", str(bus),
            "--cluster-config-file", f"nodes-{index}-{bus}.conf",
            # Nodes that are suspended together must not take each other for failed when they go on.
            "--cluster-node-timeout", "3600000")
        node.bus = bus
        return node

    def _is_whole(self, node):
        info = node.command("CLUSTER", "INFO")
        return b"cluster_state:ok" in info and b"cluster_known_nodes:%d" % len(self.nodes) in info

    @property
    def url(self):
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    def command(self, *words):
        """Sends a command to all nodes, and returns the last reply, or all elements of replies that are lists."""
        replies = [node.command(*words) for node in self.nodes]
        return sum(replies, []) if isinstance(replies[0], list) else replies[-1]

    def pipeline(self, commands):
        """Sends each command to the master of its first key."""
        return [self._master(words[1]).command(*words) for words in commands]

    def _master(self, key):
        data = key if isinstance(key, bytes) else key.encode()
        tag = re.search(rb"{([^}]+)}", data)
        slot = binascii.crc_hqx(tag.group(1) if tag else data, 0) % SLOTS
        count = len(self.nodes)
        return next(node for index, node in enumerate(self.nodes) if slot < (index + 1) * SLOTS // count)

    def hold(self):
        for node in self.nodes:
            node.hold()

    def go_on(self):
        for node in self.nodes:
            node.go_on()

    def stop(self):
        for node in self.nodes:
            node.stop()
