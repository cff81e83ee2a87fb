#!/usr/bin/env python3
"""python-client.py PORT CERTIFICATE 1.2|1.3 SCENARIO: what Python's ssl sees of a server, as a line of JSON.

    close    asks for a connection that closes, and reads until the server has ended its session
    half     ends its own session behind the request, and reads the response
    cut      closes the connection in the middle of a request's content, and does not end the session
    reset    does so with a reset
"""
import json
import socket
import ssl
import struct
import sys

LIMIT = 60


def make_context(certificate, version):
    context = ssl.create_default_context(cafile=certificate)
    # Newer versions of Python set it by themselves.
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    # Older ones take any end of the connection for the session's.
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, "TLSv" + version.replace(".", "_"))
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context


def connect(port, context):
    connection = socket.create_connection(("127.0.0.1", port), LIMIT)
    # Otherwise an end without close_notify would look like one with it.
    return context.wrap_socket(connection, server_hostname="localhost", suppress_ragged_eofs=False)


def facts(session, text):
    head, _, content = text.partition(b"\r\n\r\n")
    return {
        "version": session.version(), "alpn": session.selected_alpn_protocol(),
        "status": head.split(b"\r\n")[0].decode(), "length": len(content)}


def close(port, context):
    connection = connect(port, context)
    connection.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    text = b""
    while piece := connection.recv(65536):
        text += piece
    result = facts(connection, text)
    plain = connection.unwrap()
    return result | {"isEnded": plain.recv(1) == b""}


def half(port, context):
    # Over buffers: a socket's own unwrap() waits for the server's end, and takes a response for a mistake.
    arrived, to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = context.wrap_bio(arrived, to_send, server_hostname="localhost")
    connection = socket.create_connection(("127.0.0.1", port), LIMIT)

    def step(operation):
        """Calls an operation until it needs nothing from the server any more."""
        while True:
            try:
                return operation()
            except ssl.SSLWantReadError:
                connection.sendall(to_send.read())
                received = connection.recv(65536)
                if received:
                    arrived.write(received)
                else:
                    arrived.write_eof()

    step(session.do_handshake)
    session.write(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        session.unwrap()
    except ssl.SSLWantReadError:
        pass
    # The request and the end of the session arrive together.
    connection.sendall(to_send.read())
    text = b""
    try:
        while piece := step(lambda: session.read(65536)):
            text += piece
    except ssl.SSLZeroReturnError:
        pass
    return facts(session, text) | {"isEnded": connection.recv(1) == b""}


def send_half(port, context):
    """Sends half of a request's content, to a handler that waits for it."""
    connection = connect(port, context)
    connection.sendall(b"POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
    answer = connection.recv(65536)
    assert answer == b"HTTP/1.1 100 Continue\r\n\r\n", answer
    connection.sendall(50 * b"x")
    return connection


def cut(port, context):
    send_half(port, context).close()
    return {}


def reset(port, context):
    connection = send_half(port, context)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    return {}


def main():
    port, certificate, version, name = sys.argv[1:]
    scenario = {"close": close, "half": half, "cut": cut, "reset": reset}[name]
    print(json.dumps(scenario(int(port), make_context(certificate, version))))


if __name__ == "__main__":
    main()
