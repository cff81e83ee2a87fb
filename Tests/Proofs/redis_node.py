"""A Redis server that a proof starts, ends and suspends.

The variable TAPROOM_REDIS_SERVER names a program other than redis-server.
"""
import atexit
import os
import signal
import subprocess
import time

PROGRAM = os.environ.get("TAPROOM_REDIS_SERVER", "redis-server")


def eventually(what, condition, seconds=30):
    """Waits until the condition holds, and returns the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return time.monotonic()
        time.sleep(0.02)
    raise SystemExit(f"waited {seconds} seconds in vain for {what}")


class Host:
    """A host for processes: an address, and its network namespace or None."""

    def __init__(self, address="127.0.0.1", namespace=None):
        self.address, self.namespace = address, namespace

    def command(self, arguments):
        return (["ip", "netns", "exec", self.namespace] if self.namespace else []) + arguments


class Node:
    def __init__(self, host, port, folder, arguments=(), configuration=None):
        """Starts a server. `configuration` is the text of a file that the server itself updates."""
        self.host, self.port, self.process, self.hangs = host, port, None, False
        self.folder = os.path.join(folder, str(port))
        os.mkdir(self.folder)
        file = []
        if configuration is not None:
            file = [os.path.join(self.folder, "redis.conf")]
            with open(file[0], "w") as text:
                text.write(configuration)
        self.arguments = [
            PROGRAM, *file, "--port", str(port), "--bind", host.address, "--protected-mode", "no", "--dir", self.folder,
            *arguments]
        atexit.register(self.kill)
        self.start()

    @property
    def address(self):
        return f"{self.host.address}:{self.port}"

    @property
    def answers(self):
        return self.process is not None and not self.hangs

    def start(self):
        with open(os.path.join(self.folder, "log"), "a") as log:
            self.process = subprocess.Popen(self.host.command(self.arguments), stdout=log, stderr=log)
        eventually(f"the Redis at {self.address}, whose log is in {self.folder}", lambda: self.cli("ping") == "PONG")

    def cli(self, *arguments):
        """Returns the output of redis-cli; an empty text if the server does not respond."""
        command = self.host.command(["redis-cli", "-h", self.host.address, "-p", str(self.port), *map(str, arguments)])
        try:
            return subprocess.run(command, capture_output=True, text=True, timeout=5).stdout.strip()
        except subprocess.TimeoutExpired:
            return ""

    def order(self, *arguments):
        answer = self.cli(*arguments)
        if answer != "OK":
            raise SystemExit(f"{self.address} answered {answer!r} to {arguments}")

    def kill(self, number=signal.SIGKILL):
        if self.process:
            if self.hangs:
                self.resume()
            self.process.send_signal(number)
            self.process.wait()
            self.process = None

    def restart(self):
        self.kill(signal.SIGTERM)
        self.start()

    def stop(self):
        self.process.send_signal(signal.SIGSTOP)
        self.hangs = True

    def resume(self):
        self.process.send_signal(signal.SIGCONT)
        self.hangs = False

    @property
    def is_master(self):
        return self.cli("role").startswith("master")

    @property
    def is_in_step(self):
        """Returns whether it is a master, or a replica that has its master's data."""
        text = self.cli("info", "replication")
        return "role:master" in text or "master_link_status:up" in text
