"""Clients that pour at beer-demo servers and check the results.

A 200 acknowledges a pour. After any other response, or none, it is unknown whether the pour was counted. So a session's
views must be between the numbers of acknowledged and of sent pours. The page of an acknowledged pour shows the views.
Each client sends one pour after another and compares them at once: if there are fewer than it has seen, pours are lost;
if there are more than it has sent, pours were counted twice.
"""
import ctypes
import http.client
import os
import re
import threading
import time

VIEWS = re.compile(rb"Beers viewed in this session: <b>(\d+)</b>")
CLONE_NEWNET = 0x40000000


def enter(namespace):
    """Moves the calling thread into a network namespace, to which its further sockets belong."""
    descriptor = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(descriptor)


class Tally:
    """The outcomes of a client's pours."""

    def __init__(self):
        self.sent = self.acknowledged = self.unavailable = self.others = self.lost = self.doubled = 0
        # The last views seen, and the number of further views from pours with an unknown outcome.
        self.seen = self.open = 0
        self.times = []

    def see(self, views, is_new=True):
        """Checks the views of a page (`is_new` for that of a pour), or those in Redis at the end."""
        least = self.seen + is_new
        self.lost += max(0, least - views)
        more = max(0, views - least)
        self.doubled += max(0, more - self.open)
        self.open -= min(more, self.open)
        self.seen = views

    def longest_gap(self):
        return max((after - before for before, after in zip(self.times, self.times[1:])), default=0)


class Client(threading.Thread):
    """A client that pours into its own session at several servers in turn."""

    def __init__(self, servers, is_over, pause, namespace=None):
        super().__init__(daemon=True)
        self.servers, self.is_over, self.pause, self.namespace = servers, is_over, pause, namespace
        self.tally, self.cookie, self.ready = Tally(), "", threading.Event()
        self.connections = {}

    @property
    def key(self):
        return "sess:" + re.search(r"s%3A([^.]+)", self.cookie).group(1)

    def run(self):
        if self.namespace:
            enter(self.namespace)
        turn = 0
        while not self.is_over.is_set():
            if self.pour(self.servers[turn % len(self.servers)]):
                self.ready.set()
            turn += 1
            time.sleep(self.pause)

    def pour(self, server):
        tally = self.tally
        tally.sent += 1
        try:
            status, page, asks_to_retry = self.ask(server)
        except (OSError, http.client.HTTPException):
            status, page, asks_to_retry = None, b"", False
            self.connections.pop(server).close()
        views = VIEWS.search(page)
        if status == 200 and views:
            tally.acknowledged += 1
            tally.times.append(time.monotonic())
            tally.see(int(views.group(1)))
            return True
        tally.open += 1
        if status == 503 and asks_to_retry:
            tally.unavailable += 1
        else:
            tally.others += 1
        return False

    def ask(self, server):
        connection = self.connections.get(server)
        if not connection:
            connection = self.connections[server] = http.client.HTTPConnection(*server, timeout=8)
        connection.request("POST", "/", body=b"", headers={"Cookie": self.cookie} if self.cookie else {})
        response = connection.getresponse()
        page = response.read()
        if cookie := response.headers.get("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return response.status, page, "Retry-After" in response.headers


class Load:
    """Concurrent clients with a session each."""

    def __init__(self, places, count, pause=0.02):
        """`places` has a namespace or None, and the servers, for each client."""
        self.is_over = threading.Event()
        self.clients = [
            Client(servers, self.is_over, pause, namespace) for namespace, servers in places
            for _ in range(count // len(places))]
        for client in self.clients:
            client.start()
        for client in self.clients:
            if not client.ready.wait(20):
                raise SystemExit("a client's pours are not acknowledged")

    def end(self, get):
        """Ends the load, and compares the views with those in Redis. `get` returns the JSON of a key."""
        self.is_over.set()
        for client in self.clients:
            client.join()
        found = 0
        for client in self.clients:
            views = re.search(r'"views":(\d+)', get(client.key))
            views = int(views.group(1)) if views else 0
            found += views
            client.tally.see(views, is_new=False)
        return self.row(found)

    def row(self, found):
        tallies = [client.tally for client in self.clients]
        names = ("sent", "acknowledged", "unavailable", "others", "lost", "doubled")
        row = {name: sum(getattr(tally, name) for tally in tallies) for name in names}
        return {**row, "found": found, "gap": max(tally.longest_gap() for tally in tallies)}

    def back(self, since):
        """Returns how long after a point in time all clients had an acknowledged pour again."""
        return max(next((time for time in client.tally.times if time > since), float("inf")) for client in self.clients) - since


def pour_at_once(servers, count, width):
    """Pours `count` times into one session, `width` at a time. Returns the first client and the outcomes."""
    is_over = threading.Event()
    first = Client(servers, is_over, 0)
    while not first.pour(servers[0]):
        pass
    left, lock, tallies = iter(range(count - 1)), threading.Lock(), [first.tally]

    def pour_on():
        client = Client(servers, is_over, 0)
        # The views arrive in any order, so they are compared only at the end.
        client.cookie, client.tally.see = first.cookie, lambda views: None
        tallies.append(client.tally)
        while True:
            with lock:
                number = next(left, None)
            if number is None:
                return
            client.pour(servers[number % len(servers)])

    threads = [threading.Thread(target=pour_on, daemon=True) for _ in range(width)]
    return first, threads, tallies
