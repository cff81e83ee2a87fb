"""The stores of a proof: a single Redis, one with replicas and sentinels, or a cluster.

All servers write append-only files, so that a restarted server has its data.
"""
from redis_node import Host, Node, eventually

DATA = ["--save", "", "--appendonly", "yes", "--repl-diskless-sync-delay", "0"]


class Single:
    """A single Redis."""

    fails_over = False

    def __init__(self, folder, hosts=(Host(),)):
        self.nodes = [Node(hosts[0], 3140, folder, DATA)]
        self.all = self.nodes
        self.url = f"redis://{self.nodes[0].address}"

    def master(self, key):
        return self.nodes[0]

    def until_whole(self):
        pass

    def get(self, key):
        return self.master(key).cli("get", key)

    def end(self):
        for node in self.all:
            node.kill()


class Sentinels(Single):
    """A master, two replicas and three sentinels. If there are two hosts, the first has the master and a sentinel."""

    fails_over = True

    def __init__(self, folder, hosts=(Host(),)):
        near, far = hosts[0], hosts[-1]
        self.nodes = [Node(near, 3140, folder, DATA, "")]
        replica = f"replicaof {near.address} 3140\n"
        self.nodes += [Node(far, port, folder, DATA, replica) for port in (3141, 3142)]
        eventually("the replicas to be in step", lambda: all(node.is_in_step for node in self.nodes))
        monitor = (
            f"sentinel monitor mymaster {near.address} 3140 2\nsentinel down-after-milliseconds mymaster 1000\n"
            "sentinel failover-timeout mymaster 3000\n")
        self.sentinels = [
            Node(host, port, folder, ["--sentinel"], monitor) for host, port in ((near, 3143), (far, 3144), (far, 3145))]
        self.all = self.sentinels + self.nodes
        self.url = f"redis+sentinel://{','.join(node.address for node in self.sentinels)}/mymaster"
        eventually("the sentinels to know each other", lambda: all(map(self._is_acquainted, self.sentinels)))

    @staticmethod
    def _is_acquainted(sentinel):
        text = sentinel.cli("sentinel", "master", "mymaster")
        return "num-slaves\n2\n" in text and "num-other-sentinels\n2\n" in text

    def master(self, key):
        # The last sentinel is with the majority.
        named = self.sentinels[-1].cli("sentinel", "get-master-addr-by-name", "mymaster").replace("\n", ":")
        return next(node for node in self.nodes if node.address == named)

    def until_new_master(self, old, key):
        """Waits until the sentinels name another node, which serves as the master, and returns the time."""

        def is_replaced():
            new = self.master(key)
            return new is not old and new.is_master

        return eventually("a new master", is_replaced)

    def until_whole(self):
        def is_whole():
            return all(node.is_in_step for node in self.nodes) and sum(node.is_master for node in self.nodes) == 1

        eventually("the replicas to be in step", is_whole)


class Cluster(Single):
    """Three masters, each with a replica. If there are two hosts, the first has only one master."""

    fails_over = True

    def __init__(self, folder, hosts=(Host(),)):
        self.folder, self.host = folder, hosts[-1]
        self.nodes = [self._node(hosts[0] if port == 3140 else hosts[-1], port) for port in range(3140, 3146)]
        self.url = f"redis+cluster://{','.join(node.address for node in self.nodes)}"
        for index, first in enumerate((0, 5461, 10923)):
            self.nodes[index].order("cluster", "addslotsrange", first, (5460, 10922, 16383)[index])
            self.nodes[index].order("cluster", "set-config-epoch", index + 1)
        self._introduce(self.nodes[1:])
        for index in range(3):
            self.nodes[3 + index].order("cluster", "replicate", self.nodes[index].cli("cluster", "myid"))
        self.until_whole()

    def _node(self, host, port):
        return Node(
            host, port, self.folder, DATA + ["--cluster-enabled", "yes", "--cluster-node-timeout", "1000"])

    def _introduce(self, others):
        for node in others:
            self.nodes[0].order("cluster", "meet", node.host.address, node.port)
        eventually("all nodes to know each other", lambda: all(
            node.cli("cluster", "nodes").replace("handshake", "\n").count("\n") == len(self.nodes) - 1
            for node in self.nodes))

    @property
    def all(self):
        return self.nodes

    def slot(self, key):
        return int(next(node for node in self.nodes if node.answers).cli("cluster", "keyslot", key))

    def master(self, key):
        return self.master_of_slot(self.slot(key))

    def master_of_slot(self, slot):
        """Returns the node that claims the slot; if two do, the one with the latest epoch."""
        best = (-1, None)
        for node in self.nodes:
            epoch = self._epoch_as_master(node, slot) if node.answers else None
            if epoch is not None and epoch > best[0]:
                best = (epoch, node)
        return best[1]

    @staticmethod
    def _epoch_as_master(node, slot):
        line = next((line for line in node.cli("cluster", "nodes").splitlines() if "myself,master" in line), "")
        parts = line.split(" ")
        for part in parts[8:]:
            ends = part.split("-")
            if part[0] != "[" and int(ends[0]) <= slot <= int(ends[-1]):
                return int(parts[6])
        return None

    def until_new_master(self, old, key):
        slot = self.slot(key)

        def is_replaced():
            return any(
                self._epoch_as_master(node, slot) is not None and "cluster_state:ok" in node.cli("cluster", "info")
                for node in self.nodes if node is not old and node.answers)

        return eventually("a new master", is_replaced)

    def until_whole(self):
        def is_whole():
            return all("cluster_state:ok" in node.cli("cluster", "info") and node.is_in_step for node in self.nodes)

        eventually("the cluster to serve", is_whole)

    def add(self):
        """Adds a master without slots."""
        node = self._node(self.host, 3140 + len(self.nodes))
        self.nodes.append(node)
        self._introduce([node])
        return node

    def move(self, slot, source, target):
        """Moves a slot with its keys while it is in use."""
        source_id, target_id = source.cli("cluster", "myid"), target.cli("cluster", "myid")
        target.order("cluster", "setslot", slot, "importing", source_id)
        source.order("cluster", "setslot", slot, "migrating", target_id)
        while keys := source.cli("cluster", "getkeysinslot", slot, 100).split():
            source.cli("migrate", target.host.address, target.port, "", 0, 5000, "keys", *keys)
        target.order("cluster", "setslot", slot, "node", target_id)
        source.order("cluster", "setslot", slot, "node", target_id)
