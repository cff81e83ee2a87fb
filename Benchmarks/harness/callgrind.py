"""Instructions in user space between two dumps of a running server, counted by callgrind."""
import os
import re
import subprocess


class Callgrind:
    """Counts the instructions of a server whose command is wrapped with `wrapper`. `spent(pid)` returns those since its
    last call."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "callgrind.out")
        self.wrapper = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={self.file}"]
        self.dumps = 0

    def spent(self, pid):
        # vgdb reaches the program inside of valgrind, even while it waits for events.
        subprocess.run(["vgdb", f"--pid={pid}", "dump"], check=True, capture_output=True, timeout=60)
        self.dumps += 1
        with open(f"{self.file}.{self.dumps}") as dump:
            return int(re.search(r"^(?:totals|summary): (\d+)", dump.read(), re.MULTILINE).group(1))
