#!/usr/bin/env python3
"""lost-reply.py [BEER-DEMO]: a pour that Redis saves, but whose reply is lost.

Starts Redis, a proxy in front of it, and the demo. Pours twice, then once more while the proxy forwards an EVALSHA and
closes the connection before its reply. Prints the response to the third pour, and how often it was counted. Then Redis
pauses all writes for 2.6 s, and the time of a pour is measured, which must wait for its store once.
"""
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from listening import wait_for

program = sys.argv[1] if len(sys.argv) > 1 else ".build/release/beer-demo"
redis_port, proxy_port, port = 3120, 3121, 3122
cut = threading.Event()


def start(command, environment=None):
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pass_on(client):
    with client, socket.create_connection(("127.0.0.1", redis_port)) as redis:
        while command := client.recv(1 << 16):
            redis.sendall(command)
            reply = redis.recv(1 << 16)
            if cut.is_set() and b"EVALSHA" in command:
                cut.clear()
                return
            client.sendall(reply)


def proxy():
    with socket.create_server(("127.0.0.1", proxy_port)) as listener:
        while True:
            threading.Thread(target=pass_on, args=(listener.accept()[0],), daemon=True).start()


def cli(*arguments):
    return subprocess.run(
        ["redis-cli", "-p", str(redis_port), *arguments], capture_output=True, text=True, check=True).stdout


def pour(cookie=""):
    """Pours, and returns the status and the cookie."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", data=b"", headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            status, headers = response.status, response.headers
    except urllib.error.HTTPError as error:
        status, headers = error.code, error.headers
    return status, (headers.get("Set-Cookie") or cookie).split(";")[0]


def views(cookie):
    identifier = re.search(r"s%3A([^.]+)", cookie).group(1)
    return re.search(r'"views":(\d+)', cli("get", f"sess:{identifier}")).group(1)


redis = start(["redis-server", "--port", str(redis_port), "--save", "", "--appendonly", "no"])
threading.Thread(target=proxy, daemon=True).start()
wait_for(redis_port)
server = start(
    [program, "--host", "127.0.0.1", "--port", str(port), "--redis", f"redis://127.0.0.1:{proxy_port}"],
    {**os.environ, "SESSION_SECRET": "a secret of this proof, 32 bytes long"})
try:
    wait_for(port)
    _, cookie = pour()
    _, cookie = pour(cookie)
    print("before:", views(cookie), "views")
    cut.set()
    status, _ = pour(cookie)
    print(f"the pour whose reply was lost: status {status}; {views(cookie)} views")
    time.sleep(1)
    cli("client", "pause", "2600", "write")
    begin = time.monotonic()
    status, _ = pour(cookie)
    print(f"a pour while Redis writes nothing: status {status} after {time.monotonic() - begin:.2f} s")
finally:
    server.terminate()
    redis.terminate()
    server.wait()
    redis.wait()
