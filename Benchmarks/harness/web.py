"""One request at a time, looked at closely: the check before and after each timed run."""
import http.client
import socket


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body


class Browser:
    """A connection that is kept."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def ask(self, method, path, cookie=None):
        headers = {"Cookie": cookie} if cookie else {}
        if method == "POST":
            headers["Content-Length"] = "0"
        self.connection.request(method, path, headers=headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def close(self):
        self.connection.close()


def raw_request(method, path, cookie=None):
    """The request that all clients of the benchmarks send."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines.append("Content-Length: 0")
    return "\r\n".join(lines) + "\r\n\r\n"


def whole_response(port, method, path, cookie):
    """A response as it came, head and body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(raw_request(method, path, cookie).encode())
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, body = data.split(b"\r\n\r\n", 1)
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(body) < length:
            body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
