"""A private Redis on a free port, without files. It ends with the benchmark.

TAPROOM_REDIS_SERVER names another program."""
import os
import socket
import subprocess

from .process import Process, free_port


class Redis(Process):
    def __init__(self, folder, name="redis", *options):
        port = free_port()
        super().__init__(
            [os.environ.get("TAPROOM_REDIS_SERVER", "redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", folder, "--daemonize", "no", *options],
            port, os.path.join(folder, f"{name}.log"))
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.replies = self.connection.makefile("rb")

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}"

    def command(self, *words):
        self.connection.sendall(encode(words))
        return self._reply()

    def pipeline(self, commands):
        self.connection.sendall(b"".join(encode(words) for words in commands))
        return [self._reply() for _ in commands]

    def load(self, commands):
        """Sends any number of commands through redis-cli --pipe."""
        client = subprocess.Popen(
            ["redis-cli", "-p", str(self.port), "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for words in commands:
            client.stdin.write(encode(words))
        output = client.communicate()[0].decode()
        if "errors: 0" not in output:
            raise RuntimeError(f"redis-cli --pipe: {output}")

    def _reply(self):
        line = self.replies.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"$":
            return None if rest == b"-1" else self.replies.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self._reply() for _ in range(int(rest))]
        if kind == b":":
            return int(rest)
        if kind == b"-":
            raise RuntimeError(f"Redis: {rest.decode()}")
        return rest


def encode(words):
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        data = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
    return b"".join(parts)
