#!/usr/bin/env python3
"""late-answer.py [BEER-DEMO]: a response of an old session that arrives after a new one has begun.

A visitor's pour waits for a slow API of beer names. Meanwhile the visitor clicks New Session in a second tab. Prints
which cookies the two responses set, in the order of their arrival, and whether the browser still has a session at the
end.
"""
import http.server
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

from listening import wait_for

program = sys.argv[1] if len(sys.argv) > 1 else ".build/release/beer-demo"
port, api_port = 3123, 3124
asked, released = threading.Event(), threading.Event()


class SlowAPI(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked.set()
        released.wait(timeout=1.5)
        body = b'{"status":200,"data":{"name":"Held Back","style":"IPA"}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


api = http.server.ThreadingHTTPServer(("127.0.0.1", api_port), SlowAPI)
threading.Thread(target=api.serve_forever, daemon=True).start()
server = subprocess.Popen(
    [program, "--host", "127.0.0.1", "--port", str(port), "--store", "memory",
     "--beer-api", f"http://127.0.0.1:{api_port}/"],
    env={**os.environ, "SESSION_SECRET": "a secret of this proof, 32 bytes long"},
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
jar = CookieJar()
# Both tabs belong to one browser, so they share its cookies.
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))


def click(path, data=b""):
    try:
        with browser.open(f"http://127.0.0.1:{port}{path}", data=data, timeout=10) as response:
            return response.status, response.headers.get("Set-Cookie")
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Set-Cookie")


def cookie():
    return next((cookie.value for cookie in jar), None)


try:
    wait_for(port)
    click("/", None)
    first = cookie()
    late = []
    pour = threading.Thread(target=lambda: late.append(click("/")))
    pour.start()
    asked.wait(timeout=5)
    print("New Session:", *click("/session/new"))
    second = cookie()
    released.set()
    pour.join()
    print("the late pour:", *late[0])
    print("another session than before:", first != second)
    print("the browser's cookie is", "still that of the new session" if cookie() == second else f"now {cookie()}")
finally:
    server.terminate()
    server.wait()
