"""System calls, counted by strace."""
import os
import signal
import subprocess
import time


class Strace:
    """Counts the calls of a running process and its threads until `stop`."""

    def __init__(self, folder, pid):
        self.file = os.path.join(folder, "strace")
        log = os.path.join(folder, "strace.log")
        with open(log, "wb") as output:
            self.child = subprocess.Popen(["strace", "-f", "-c", "-p", str(pid), "-o", self.file], stderr=output)
        threads = len(os.listdir(f"/proc/{pid}/task"))
        end = time.monotonic() + 10
        while True:
            with open(log) as text:
                if text.read().count("attached") >= threads or time.monotonic() > end:
                    break
            if self.child.poll() is not None:
                with open(log) as text:
                    raise RuntimeError(f"strace: {text.read()}")
            time.sleep(0.05)

    def stop(self):
        """Stops counting, and returns the calls by name."""
        self.child.send_signal(signal.SIGINT)
        self.child.wait()
        calls = {}
        with open(self.file) as table:
            for line in table:
                words = line.split()
                if len(words) >= 5 and words[3].isdigit() and words[-1] != "total":
                    calls[words[-1]] = int(words[3])
        return calls
