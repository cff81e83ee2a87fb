"""Load generators: wrk for the maximum rate of a server, pace for a fixed rate or a fixed count."""
import json
import os
import subprocess

from . import places
from .web import raw_request

WRK_THREADS = 2


def write_requests(folder, method, path, cookies):
    file = os.path.join(folder, "requests")
    with open(file, "w", newline="") as output:
        for cookie in cookies or [None] * WRK_THREADS:
            output.write(raw_request(method, path, cookie))
    return file


def wrk(port, requests, connections, seconds, depth=1, scheme="http", body=""):
    """Runs wrk, and returns its counts. An error of any kind ends the benchmark."""
    run = subprocess.run(
        ["wrk", "-t", str(WRK_THREADS), "-c", str(connections), "-d", f"{seconds}s",
         "-s", os.path.join(places.BENCHMARKS, "harness", "load.lua"), f"{scheme}://127.0.0.1:{port}/",
         "--", requests, str(depth), str(WRK_THREADS), body],
        capture_output=True, text=True)
    output = run.stdout
    if run.returncode != 0:
        raise RuntimeError(f"wrk: {run.stderr}")
    lines = [line for line in output.splitlines() if line.startswith("JSON ")]
    if not lines:
        raise RuntimeError(f"wrk printed no figures:\n{output}")
    result = json.loads(lines[0][5:])
    wrong = {kind: result[kind] for kind in ("connect", "read", "write", "status", "timeout") if result[kind]}
    if wrong or "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"errors under load: {wrong}\n{output}")
    if result["requests"] == 0:
        raise RuntimeError(f"no request was answered:\n{output}")
    return result


def handshakes(port, path, length, threads, seconds, kind):
    """Opens a connection for each request. `kind` is "full" or "resumed". A handshake of the other kind ends the
    benchmark, except the first one of each thread, which has nothing to resume."""
    run = subprocess.run(
        [os.path.join(places.TOOLS, "handshakes"), str(port), path, str(length), str(threads), str(seconds), kind],
        capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"handshakes: {run.stderr}")
    result = json.loads(run.stdout)
    other = result["resumed"] if kind == "full" else result["full"] - threads
    if result["failures"] or other > 0:
        raise RuntimeError(f"handshakes: not all {kind}: {result}")
    return result


def pace(port, requests, connections, body, *mode):
    """Runs pace. `mode` is ("count", n) or ("rate", per second, seconds), `body` the range of the content length."""
    run = subprocess.run(
        [os.path.join(places.TOOLS, "pace"), str(port), requests, str(connections), *map(str, body),
         *map(str, mode)],
        capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(f"pace: {run.stderr}")
    return json.loads(run.stdout)
