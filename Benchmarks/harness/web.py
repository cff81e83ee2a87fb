"""Single requests whose responses are checked before and after each timed run."""
import http.client
import socket
import ssl


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body


class Browser:
    """A persistent connection, over TLS if it gets a certificate to trust."""

    def __init__(self, port, certificate=None):
        if certificate:
            context = ssl.create_default_context(cafile=certificate)
            self.connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
        else:
            self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def ask(self, method, path, cookie=None, body=None):
        """Sends a request, whose content is JSON, and returns the response."""
        headers = {"Cookie": cookie} if cookie else {}
        if body:
            headers["Content-Type"] = "application/json"
        elif method == "POST":
            headers["Content-Length"] = "0"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    @property
    def cipher(self):
        """The TLS version and cipher suite of the connection, such as `TLSv1.3 TLS_AES_128_GCM_SHA256`."""
        return f"{self.connection.sock.version()} {self.connection.sock.cipher()[0]}"

    def close(self):
        self.connection.close()


def raw_request(method, path, cookie=None):
    """Returns the request that all clients of the benchmarks send."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if method == "POST":
        lines.append("Content-Length: 0")
    return "\r\n".join(lines) + "\r\n\r\n"


def whole_response(port, method, path, cookie):
    """Returns a response as it was received, with its head."""
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
