#!/usr/bin/env python3
"""refused-upload.py [BEER-DEMO] [TRIES]: uploads to a path that does not exist, through nginx.

nginx forwards a POST of 1.5 MB, and one of 3 MB, to a server that responds with 404 without reading the content. Prints
how many tries ended with 404, and how many with 502, with which nginx reports a connection that was reset.
"""
import collections
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

from listening import wait_for

program = sys.argv[1] if len(sys.argv) > 1 else ".build/release/beer-demo"
tries = int(sys.argv[2]) if len(sys.argv) > 2 else 20
port, nginx_port = 3126, 3127
folder = tempfile.TemporaryDirectory()
configuration = f"""
user root; daemon off; pid {folder.name}/nginx.pid; error_log {folder.name}/error.log;
events {{}}
http {{
  access_log off; client_max_body_size 64m; client_body_temp_path {folder.name}/body; proxy_temp_path {folder.name}/proxy;
  fastcgi_temp_path {folder.name}/f; uwsgi_temp_path {folder.name}/u; scgi_temp_path {folder.name}/s;
  server {{ listen 127.0.0.1:{nginx_port}; location / {{ proxy_pass http://127.0.0.1:{port}; }} }}
}}
"""
path = os.path.join(folder.name, "nginx.conf")
with open(path, "w") as file:
    file.write(configuration)


server = subprocess.Popen(
    [program, "--host", "127.0.0.1", "--port", str(port), "--store", "memory"],
    env={**os.environ, "SESSION_SECRET": "a secret of this proof, 32 bytes long"},
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
nginx = subprocess.Popen(["nginx", "-e", f"{folder.name}/error.log", "-c", path])
try:
    wait_for(port)
    wait_for(nginx_port)
    for megabytes in (1.5, 3):
        answers = collections.Counter()
        for _ in range(tries):
            request = urllib.request.Request(
                f"http://127.0.0.1:{nginx_port}/nowhere", data=b"x" * int(megabytes * 1_000_000))
            try:
                answers[urllib.request.urlopen(request, timeout=30).status] += 1
            except urllib.error.HTTPError as error:
                answers[error.code] += 1
        print(f"{megabytes} MB:", ", ".join(f"{count} times {code}" for code, count in sorted(answers.items())))
finally:
    nginx.terminate()
    server.terminate()
    nginx.wait()
    server.wait()
