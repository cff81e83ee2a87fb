"""A server under test with its Redis and its sessions: its preparation, its checks and its load."""
import functools
import json
import random
import re

from . import load, sessions
from .web import Browser

PLAINTEXT = b"Hello, World!"
FILE = "/files/file"
FILE_LENGTH = 1 << 20
JSON = (
    '{"id":4711,"name":"Velvet Harbor","style":"Baltic Porter","strength":8.4,"isAvailable":true,'
    '"hops":["Magnum","Saaz","Perle"],"batches":[{"number":1,"litres":1250.5},{"number":2,"litres":980.25}]}')
SESSIONS = 512


@functools.cache
def file_content():
    """Returns the content of `/files/file`: bytes without a pattern, always the same."""
    return random.Random(1).randbytes(FILE_LENGTH)


class Subject:
    """A server with some of `/plaintext`, the page, `/files/file` and `/json-echo`. A certificate means TLS."""

    def __init__(
            self, name, server, redis=None, key_prefix="sess:", makes_own_cookies=False, may_lose=0.0,
            certificate=None):
        self.name = name
        self.server = server
        self.redis = redis
        self.key_prefix = key_prefix
        self.makes_own_cookies = makes_own_cookies
        # Servers that store the whole session may lose a beer if two requests use it at the same time.
        self.may_lose = may_lose
        self.certificate = certificate

    def hold(self):
        for process in filter(None, (self.server, self.redis)):
            process.hold()

    def go_on(self):
        for process in filter(None, (self.redis, self.server)):
            process.go_on()

    def stop(self):
        for process in filter(None, (self.server, self.redis)):
            process.stop()

    def browser(self):
        return Browser(self.server.port, self.certificate)

    # Sessions

    def fresh_cookies(self, count=SESSIONS):
        """Clears Redis, and returns the cookies of new sessions with one beer each."""
        self.redis.command("FLUSHALL")
        if not self.makes_own_cookies:
            return sessions.seed(self.redis, count)
        browser = self.browser()
        cookies = []
        for _ in range(count):
            answer = browser.ask("POST", "/")
            cookies.append(answer.headers["Set-Cookie"].split(";")[0])
        browser.close()
        return cookies

    def poured(self):
        """Returns the number of beers in all sessions."""
        keys = self.redis.command("KEYS", self.key_prefix + "*")
        values = self.redis.pipeline([("GET", key) for key in keys])
        return sum(int(re.search(rb'"views":(\d+)', value).group(1)) for value in values if b'"views"' in value)

    # Checks, separate from the timed runs, so that they do not slow wrk

    def check(self, method, path, cookies, count=20):
        """Sends a few requests, checks the responses, and returns the minimum and maximum length of the content."""
        browser = self.browser()
        body = JSON if path == "/json-echo" else None
        lengths = []
        for index in range(count):
            cookie = cookies[index * 7 % len(cookies)] if cookies else None
            answer = browser.ask(method, path, cookie, body)
            self._expect(answer.status == 200, f"status {answer.status}")
            if path == "/plaintext":
                self._expect(answer.body == PLAINTEXT, f"body {answer.body!r}")
            elif path == FILE:
                self._expect(answer.body == file_content(), "another file")
            elif path == "/json-echo":
                self._expect(json.loads(answer.body) == json.loads(JSON), f"body {answer.body!r}")
            else:
                self._expect(answer.body.startswith(b"<!DOCTYPE html>"), "not the page")
                self._expect(b"Session ID: <code>" in answer.body, "a page without a session")
                self._expect(b"Beers viewed in this session: <b>" in answer.body, "the session's beers are lost")
            lengths.append(len(answer.body))
        if self.certificate:
            self._expect(browser.cipher.startswith("TLSv1.3 "), browser.cipher)
        browser.close()
        return min(lengths), max(lengths)

    def _expect(self, condition, what):
        if not condition:
            raise RuntimeError(f"{self.name}: {what}")

    # Load

    def run(self, folder, method, path, connections, seconds, depth=1, handshake=None):
        """Performs a timed run with new sessions."""
        cookies = self.fresh_cookies() if path == "/" else None
        return self.run_with(cookies, folder, method, path, connections, seconds, depth, handshake)

    def run_with(self, cookies, folder, method, path, connections, seconds, depth=1, handshake=None):
        """Performs a timed run with checks before and after. With `handshake`, "full" or "resumed", each request has a
        connection of its own."""
        requests = load.write_requests(folder, method, path, cookies)
        before_run = self.check(method, path, cookies)
        poured = self.poured() if method == "POST" and cookies else 0
        before = self.server.cpu_seconds()
        if handshake:
            result = load.handshakes(self.server.port, path, before_run[0], connections, seconds, handshake)
        else:
            result = load.wrk(
                self.server.port, requests, connections, seconds, depth, "https" if self.certificate else "http",
                JSON if path == "/json-echo" else "")
        after = self.server.cpu_seconds()
        if method == "POST" and cookies:
            self._check_count(self.poured() - poured, result["requests"], connections)
        lengths = self.check(method, path, cookies)
        if not handshake:
            self._check_bytes(result, connections, lengths)
        result["rate"] = result["requests"] / result["seconds"]
        result["user_us"] = (after[0] - before[0]) * 1e6 / result["requests"]
        result["kernel_us"] = (after[1] - before[1]) * 1e6 / result["requests"]
        return result

    def _check_count(self, poured, requests, connections):
        """Checks that each acknowledged beer is counted. Those under way at the end may be counted, too."""
        self._expect(
            requests * (1 - self.may_lose) <= poured <= requests + connections, f"{requests} beers poured, but {poured} in the sessions")

    def _check_bytes(self, result, connections, lengths):
        """Checks by wrk's count of bytes that all content was complete, with heads of at most 1000 bytes. At the end
        each connection may have received a part of a response."""
        parts = connections * lengths[1] / result["requests"]
        mean = result["bytes"] / result["requests"]
        self._expect(
            lengths[0] * 0.98 <= mean <= lengths[1] * 1.02 + 1000 + parts,
            f"{mean:.0f} bytes per response for a body of {lengths}")
