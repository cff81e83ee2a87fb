"""A beer-demo server that a proof starts and ends."""
import os
import subprocess

from redis_node import eventually


def start(program, host, port, folder, *options):
    """Starts a server, and returns its process when it listens. All servers share a secret."""
    command = [program, "--host", host.address, "--port", str(port), "--log-level", "warning", *options]
    with open(os.path.join(folder, f"beer-demo-{port}"), "w") as log:
        process = subprocess.Popen(
            host.command(command), stdout=log, stderr=log,
            env={**os.environ, "SESSION_SECRET": "a secret of this proof, 32 bytes long"})

    def listens():
        if process.poll() is not None:
            raise SystemExit(open(log.name).read())
        probe = ["python3", "-c", f"import socket; socket.create_connection(('{host.address}', {port}), 1)"]
        return subprocess.run(host.command(probe), stderr=subprocess.DEVNULL).returncode == 0

    eventually("beer-demo", listens)
    return process
