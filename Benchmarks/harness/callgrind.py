"""Instructions in user space, counted by callgrind: of what lies between two dumps of a running server."""
import os
import re
import subprocess


class Callgrind:
    """Wrap a server's command with `wrapper`; `spent(pid)` tells the instructions since it was last asked."""

    def __init__(self, folder):
        self.file = os.path.join(folder, "callgrind.out")
        self.wrapper = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={self.file}"]
        self.dumps = 0

    def spent(self, pid):
        # vgdb asks the program inside of valgrind, also where it waits for events.
        subprocess.run(["vgdb", f"--pid={pid}", "dump"], check=True, capture_output=True, timeout=60)
        self.dumps += 1
        with open(f"{self.file}.{self.dumps}") as dump:
            return int(re.search(r"^(?:totals|summary): (\d+)", dump.read(), re.MULTILINE).group(1))
