"""The machine and the versions, without which figures mean nothing."""
import datetime
import os
import platform
import re
import subprocess


def _first_line(*command):
    try:
        run = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        return "not installed"
    return ((run.stdout or run.stderr).strip().splitlines() or ["unknown"])[0]


def _version(*command):
    """Returns the first text that looks like a version in the first line of a command's output."""
    line = _first_line(*command)
    match = re.search(r"\d+\.\d+[\w.]*", line)
    return match.group(0) if match else line


def machine():
    with open("/proc/cpuinfo") as cpuinfo:
        models = [line.split(":", 1)[1].strip() for line in cpuinfo if line.startswith("model name")]
    return {
        "date": datetime.date.today().isoformat(),
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "kernel": platform.release().split("-")[0],
        "swift": _version("swiftc", "--version"),
        "nginx": _version("/usr/sbin/nginx", "-v"),
        "go": _version("go", "version"),
        "redis": _version("redis-server", "--version"),
        "wrk": _version("wrk", "-v"),
        "hummingbird": "2.28.1",
        "flyingfox": "0.27.1",
    }


def line(facts):
    return (
        f"{facts['date']}, {facts['cores']} × {facts['cpu']}, Linux {facts['kernel']}, Swift {facts['swift']}, "
        f"nginx {facts['nginx']}, Go {facts['go']}, Redis {facts['redis']}, wrk {facts['wrk']}")
