"""The servers of a benchmark. They start together, and each is suspended while another one is under load."""
import signal
import sys
import tempfile

from . import servers, sessions, tls
from .cluster import Cluster
from .redis import Redis
from .subject import Subject
from .web import whole_response


class Cast:
    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="taproom-bench-")
        self.folder = self.temporary.name
        self.subjects = {}
        self.redises = []
        self.material = tls.Material(self.folder)
        # SIGTERM ends the servers, too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for subject in self.subjects.values():
            subject.stop()
        for redis in self.redises:
            redis.stop()
        self.temporary.cleanup()

    def add(self, name, server, redis=None, **options):
        subject = Subject(name, server, redis, **options)
        self.subjects[name] = subject
        subject.hold()
        return subject

    def redis(self, name):
        redis = Redis(self.folder, f"redis-{name}")
        self.redises.append(redis)
        return redis

    def add_all(self, names):
        """Starts the servers with these names."""
        for name, start in {
            "nginx": servers.nginx, "taproom": servers.hello, "hummingbird": servers.hummingbird,
            "flyingfox": servers.flying_fox,
        }.items():
            if name in names:
                self.add(name, start(self.folder))
        if names.intersection({"taproom-page", "limit", "taproom-cluster"}):
            taproom = self.add_page("taproom-page")
            if "limit" in names:
                self.add_limit(taproom)
        if "go" in names:
            redis = self.redis("go")
            self.add(
                "go", servers.go_page(self.folder, redis), redis, key_prefix="session_", makes_own_cookies=True,
                may_lose=0.001)
        if "express" in names:
            redis = self.redis("express")
            self.add("express", servers.express(self.folder, redis), redis, may_lose=0.001)
        if "taproom-cache" in names and servers.has_session_cache():
            self.add_page("taproom-cache", "--session-cache", "100000", "--touch-after", "15")
        if "taproom-cluster" in names:
            cluster = Cluster(self.folder)
            self.redises.append(cluster)
            self.add_page("taproom-cluster", redis=cluster)
        self.add_tls(names)

    def add_page(self, name, *options, threads=2, certificate=None, redis=None):
        redis = redis or self.redis(name)
        server = servers.beer_demo(self.folder, redis, *options, threads=threads)
        return self.add(name, server, redis, certificate=certificate)

    def add_tls(self, names):
        material = self.material
        for name, start in tls.SERVERS.items():
            if name in names:
                self.add(name, start(self.folder, material), certificate=material.certificate)
        if "taproom-page-tls" in names:
            self.add_page(
                "taproom-page-tls", "--tls-certificate", material.certificate, "--tls-key", material.key,
                certificate=material.certificate)

    def add_limit(self, taproom):
        """Adds the limit, which responds with Taproom's own bytes."""
        taproom.go_on()
        cookie = sessions.seed(taproom.redis, 1)[0]
        responses = [whole_response(taproom.server.port, method, "/", cookie) for method in ("GET", "POST")]
        taproom.hold()
        redis = self.redis("limit")
        self.add("limit", servers.limit(self.folder, redis, *responses), redis, may_lose=0.001)
