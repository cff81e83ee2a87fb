"""The start of each server under test."""
import os
import subprocess

from . import places, sessions
from .process import Process, free_port


def _log(folder, name):
    return os.path.join(folder, f"{name}.log")


def nginx(folder):
    return _nginx(folder, "nginx.conf", {})


def _nginx(folder, name, values):
    """Starts nginx with a configuration from the folder `nginx`, in which words are replaced."""
    port = free_port()
    with open(os.path.join(places.BENCHMARKS, "nginx", name)) as template:
        text = template.read()
    for word, value in {"PORT": str(port), "FOLDER": folder, **values}.items():
        text = text.replace(word, value)
    configuration = os.path.join(folder, name)
    with open(configuration, "w") as output:
        output.write(text)
    log = _log(folder, os.path.splitext(name)[0])
    return Process(["/usr/sbin/nginx", "-p", folder, "-e", log, "-c", configuration], port, log)


def hello(folder, *options, threads=2, middleware=3, wrapper=(), environment=None, timeout=20):
    port = free_port()
    return Process(
        [*wrapper, os.path.join(places.RELEASE, "bench-server"), "--host", "127.0.0.1", "--port", str(port),
         "--threads", str(threads), "--middleware", str(middleware), *options],
        port, _log(folder, "hello"), environment, timeout)


def beer_demo(folder, redis, *options, threads=2, wrapper=(), environment=None, timeout=20):
    port = free_port()
    return Process(
        [*wrapper, os.path.join(places.RELEASE, "beer-demo"), "serve", "--host", "127.0.0.1",
         "--port", str(port), "--redis", redis.url, "--threads", str(threads),
         "--log-level", "warning", "--environment", "production", *options],
        port, _log(folder, "beer-demo"), {"SESSION_SECRET": sessions.SECRET, **(environment or {})}, timeout,
        folder=places.PROJECT)  # the folder of Views and Public


def has_session_cache():
    """Returns whether this build of the demo can cache sessions."""
    text = subprocess.run(
        [os.path.join(places.RELEASE, "beer-demo"), "serve", "--help"], capture_output=True, text=True).stdout
    return "--session-cache" in text


def go_page(folder, redis):
    port = free_port()
    return Process(
        [os.path.join(places.TOOLS, "go-page"), str(port), f"127.0.0.1:{redis.port}",
         os.path.join(places.BENCHMARKS, "go", "page.html")],
        port, _log(folder, "go-page"))


def limit(folder, redis, get_response, post_response):
    port = free_port()
    files = []
    for name, response in (("get", get_response), ("post", post_response)):
        files.append(os.path.join(folder, f"{name}-response"))
        with open(files[-1], "wb") as output:
            output.write(response)
    return Process(
        [os.path.join(places.TOOLS, "limit"), str(port), str(redis.port), *files], port, _log(folder, "limit"))


def hummingbird(folder):
    port = free_port()
    return Process([os.path.join(places.PEERS, "HummingbirdPlaintext"), str(port)], port, _log(folder, "hummingbird"))


def flying_fox(folder):
    port = free_port()
    return Process(
        [os.path.join(places.FLYING_FOX, "FlyingFoxPlaintext"), str(port)], port, _log(folder, "flyingfox"))


def express(folder, redis):
    """Starts Express with node-redis, which Debian's packages have installed."""
    port = free_port()
    return Process(
        ["node", os.path.join(places.BENCHMARKS, "express", "server.js"), str(port), str(redis.port)],
        port, _log(folder, "express"),
        {"SESSION_SECRET": sessions.SECRET, "NODE_PATH": "/usr/share/nodejs", "NODE_ENV": "production"})


# Over TLS: `tls` is a `tls.Material`.

def nginx_tls(folder, tls):
    return _nginx(folder, "https.conf", {"CERTIFICATE": tls.certificate, "KEY": tls.key, "SITE": tls.site})


def bench_server_tls(folder, tls):
    return hello(
        folder, "--tls-certificate", tls.certificate, "--tls-key", tls.key, "--files", os.path.join(tls.site, "files"), middleware=0)


def go_tls(folder, tls):
    port = free_port()
    return Process(
        [os.path.join(places.TOOLS, "go-https"), str(port), tls.certificate, tls.key, tls.site],
        port, _log(folder, "go-tls"))


def node_tls(folder, tls):
    port = free_port()
    return Process(
        ["node", os.path.join(places.BENCHMARKS, "node", "https.js"), str(port), tls.certificate, tls.key, tls.site],
        port, _log(folder, "node-tls"))
