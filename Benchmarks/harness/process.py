"""The processes of a server: their start, stop and suspension, their memory and their CPU time."""
import os
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A program in its own process group, with the port on which it listens."""

    def __init__(self, arguments, port, log, environment=None, timeout=20, folder=None):
        self.port = port
        self.log = log
        with open(log, "ab") as output:
            self.child = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
                cwd=folder, env={**os.environ, **(environment or {})})
        self._wait(arguments, timeout)

    def _wait(self, arguments, timeout):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self.child.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        with open(self.log, errors="replace") as log:
            raise RuntimeError(f"{arguments[0]} did not start:\n{log.read()[-2000:]}")

    @property
    def pid(self):
        return self.child.pid

    def pids(self):
        """Returns the process and its descendants."""
        found, next_ones = [], [self.pid]
        while next_ones:
            pid = next_ones.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as children:
                        next_ones += map(int, children.read().split())
            except FileNotFoundError:
                pass
        return found

    def hold(self):
        """Suspends the processes, so that they take no CPU from those under test."""
        os.killpg(self.pid, signal.SIGSTOP)

    def go_on(self):
        os.killpg(self.pid, signal.SIGCONT)

    def resident_kilobytes(self):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status") as status:
                total += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))
        return total

    def cpu_seconds(self):
        """Returns the seconds in user space and in the kernel so far."""
        user = kernel = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            user += int(fields[11])
            kernel += int(fields[12])
        return user / TICKS, kernel / TICKS

    def stop(self):
        if self.child.poll() is None:
            try:
                os.killpg(self.pid, signal.SIGCONT)
                os.killpg(self.pid, signal.SIGTERM)
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                self.child.wait()
            except ProcessLookupError:
                self.child.wait()
