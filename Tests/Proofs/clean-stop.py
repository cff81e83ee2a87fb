#!/usr/bin/env python3
"""clean-stop.py [STOPS] [BEER-DEMO]: stops a server under load, again and again, and counts its exit codes.

The load makes a new session with each request, so that all event loops use OpenSSL. It runs twice: without changes, and
with a preloaded library that delays each free(3) of libcrypto on the thread of an event loop by 1.5 ms. The delay makes
it likely that a thread frees its memory while the process exits. All exit codes should be 0.
"""
import collections
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

stops = int(sys.argv[1]) if len(sys.argv) > 1 else 40
program = sys.argv[2] if len(sys.argv) > 2 else ".build/release/beer-demo"
port = 3114

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void (*next_free)(void *);
static char *start, *end;

static int find(struct dl_phdr_info *library, size_t size, void *context) {
    if (!strstr(library->dlpi_name, "libcrypto")) return 0;
    start = (char *)library->dlpi_addr;
    for (int i = 0; i < library->dlpi_phnum; i++) {
        char *last = start + library->dlpi_phdr[i].p_vaddr + library->dlpi_phdr[i].p_memsz;
        if (last > end) end = last;
    }
    return 1;
}

__attribute__((constructor)) static void begin(void) { dl_iterate_phdr(find, NULL); }

void free(void *memory) {
    char *caller = __builtin_return_address(0), name[16];
    if (memory && caller >= start && caller < end && prctl(PR_GET_NAME, name) == 0 && !strncmp(name, "taproom-", 8))
        usleep(1500);
    if (!next_free) next_free = dlsym(RTLD_NEXT, "free");
    next_free(memory);
}
"""


def listens():
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    except OSError:
        return False


def stop_once(environment):
    server = subprocess.Popen(
        [program, "--host", "127.0.0.1", "--port", str(port), "--store", "memory", "--log-level", "error"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not listens():
        if server.poll() is not None:
            raise SystemExit("the server does not start")
        time.sleep(0.01)
    load = subprocess.Popen(
        ["wrk", "-t", "1", "-c", "16", "-d", "10s", f"http://127.0.0.1:{port}/"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.2)
    server.send_signal(signal.SIGTERM)
    try:
        return server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        return "none within 15 s"
    finally:
        load.kill()
        load.wait()


def series(name, environment):
    codes = collections.Counter(stop_once(environment) for _ in range(stops))
    print(f"{name}:", ", ".join(f"{count} × {code}" for code, count in codes.most_common()), flush=True)


environment = {**os.environ, "SESSION_SECRET": "a secret of this proof, 32 bytes long"}
series("exit codes", environment)
with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/shim.c", "w") as source:
        source.write(SHIM)
    subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "-o", f"{folder}/shim.so", f"{folder}/shim.c"], check=True)
    series("with slow frees", {**environment, "LD_PRELOAD": f"{folder}/shim.so"})
