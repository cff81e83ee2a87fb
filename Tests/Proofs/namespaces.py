"""Two connected network namespaces. While the connection is cut, all packets are dropped."""
import os
import subprocess

from redis_node import Host


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


class Pair:
    """Two network namespaces, which need root. Their addresses exist only in them."""

    def __init__(self):
        names = [f"taproom-{os.getpid()}-{side}" for side in "ab"]
        self.hosts = [Host(f"10.77.0.{number}", name) for number, name in enumerate(names, 1)]
        for name in names:
            ip("netns", "add", name)
        ip("link", "add", "cable", "netns", names[0], "type", "veth", "peer", "name", "cable", "netns", names[1])
        for host in self.hosts:
            ip("-n", host.namespace, "address", "add", f"{host.address}/24", "dev", "cable")
            ip("-n", host.namespace, "link", "set", "cable", "up")
            ip("-n", host.namespace, "link", "set", "lo", "up")

    def _neighbours(self):
        return ((self.hosts[0], self.hosts[1]), (self.hosts[1], self.hosts[0]))

    def cut(self):
        # The packets go to an unused hardware address, so neither end learns that they are dropped.
        for host, other in self._neighbours():
            ip("-n", host.namespace, "neighbour", "replace", other.address, "lladdr", "02:00:00:00:00:99", "dev", "cable",
               "nud", "permanent")

    def mend(self):
        for host, other in self._neighbours():
            ip("-n", host.namespace, "neighbour", "delete", other.address, "dev", "cable")

    def end(self):
        for host in self.hosts:
            ip("netns", "delete", host.namespace)
