"""The shared parts of the proofs of HTTPS: a certificate, a server and a client."""
import os
import socket
import ssl
import subprocess

from listening import wait_for

BENCH_SERVER = ".build/release/bench-server"


def write_certificate(folder, name="localhost"):
    """Writes a self-signed certificate for localhost (ECDSA with P-256) and its key, and returns their paths."""
    certificate, key = os.path.join(folder, f"{name}.pem"), os.path.join(folder, f"{name}-key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, stderr=subprocess.DEVNULL)
    return certificate, key


def start(program, port, certificate, key, log=subprocess.DEVNULL, *options):
    server = subprocess.Popen(
        [program, "--host", "127.0.0.1", "--port", str(port), "--tls-certificate", certificate, "--tls-key", key, *options],
        stdout=log, stderr=log)
    wait_for(port)
    return server


def connect(port, certificate, receive_buffer=None):
    """Opens a TLS connection. `receive_buffer` is the size of the kernel's receive buffer."""
    plain = socket.socket()
    plain.settimeout(10)
    if receive_buffer:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    plain.connect(("127.0.0.1", port))
    return ssl.create_default_context(cafile=certificate).wrap_socket(plain, server_hostname="localhost")


def ask(port, certificate):
    """Returns whether a request on a new connection gets a response."""
    try:
        with connect(port, certificate) as connection:
            connection.sendall(b"GET /plaintext HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = b""
            while piece := connection.recv(4096):
                answer += piece
        return answer.endswith(b"Hello, World!")
    except OSError:
        return False


def resident(server):
    """Returns the resident memory in megabytes."""
    with open(f"/proc/{server.pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def open_sockets(server):
    """Returns the number of the server's sockets, including its listeners."""
    folder = f"/proc/{server.pid}/fd"
    count = 0
    for name in os.listdir(folder):
        try:
            count += os.readlink(os.path.join(folder, name)).startswith("socket:")
        except FileNotFoundError:
            pass
    return count
