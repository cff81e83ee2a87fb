#!/usr/bin/env python3
"""Plants faults in the sources, one at a time, and prints which of them the tests notice.

    Tests/Proofs/faults.py                  # all of them
    Tests/Proofs/faults.py --only 3,17      # some of them
    Tests/Proofs/faults.py --list           # the faults, and whether each one matches the sources

The list is in fault_list.py. All faults are planted in one copy of the tree, `.build-faults/tree`, each behind a check
of the environment variable TAPROOM_FAULT, so that one build serves all of them. The checkout does not change. Then, for
each fault, the tests of its target, and next those of the targets that depend on it, run with the variable set. A run
ends with the first test that fails. A failure counts if the same test passes with the fault off and fails again with it
on, so that a busy machine makes no fault look noticed. A run that crashes, or does not end within `--limit` seconds,
counts, too.

Prints a line for each fault: `noticed` with the test, `NOT NOTICED`, or `without effect` if the list says why no test
can notice it. A summary for each target follows. The exit code is 1 if a fault was not noticed.
"""

import argparse
import os
import re
import subprocess
import sys
import threading
import time

from fault_list import FAULTS, MARK, TESTS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORK = os.path.join(ROOT, ".build-faults")
TREE = os.path.join(WORK, "tree")
BUILD = os.path.join(WORK, "build")
CHILD_PROCESS = "Tests/TestSupport/ChildProcess.swift"

HEADER = """#pragma once
#include <stdbool.h>
#include <stdlib.h>

/// Whether TAPROOM_FAULT names this fault.
static inline bool fault(int number) {
    static int chosen = -1;
    if (chosen < 0) {
        const char *text = getenv("TAPROOM_FAULT");
        chosen = text ? atoi(text) : 0;
    }
    return chosen == number;
}
"""


# MARK: The copy


def place(fault, text):
    """Returns the start and the end of the part to replace in a file's text."""
    match = MARK.search(fault.original)
    whole = MARK.sub(lambda marked: marked.group(1), fault.original)
    if text.count(whole) != 1:
        sys.exit(f"fault {fault.number}: its text stands {text.count(whole)} times in {fault.file}")
    start = text.index(whole)
    if not match:
        return start, start + len(whole)
    start += match.start()
    return start, start + len(match.group(1))


def guarded(fault, original):
    """Returns the code that chooses between the original and the fault."""
    check = f"fault({fault.number})"
    if fault.form == "expression":
        return f"({check} ? ({fault.faulty}) : ({original}))"
    if fault.form == "statement":
        return f"if {check} {{ {fault.faulty} }} else {{ {original} }}"
    return fault.faulty.replace("FAULT", check)


def with_faults(name, text):
    """Returns a file's text with all of its faults."""
    edits = []
    for fault in FAULTS:
        if fault.file == name:
            start, end = place(fault, text)
            edits.append((start, end, guarded(fault, text[start:end])))
    edits.sort(reverse=True)
    for (start, _, _), (_, end, _) in zip(edits, edits[1:]):
        if end > start:
            sys.exit(f"two faults of {name} overlap")
    for start, end, code in edits:
        text = text[:start] + code + text[end:]
    return ("import CFault\n" if edits else "") + text


def with_module(package):
    """Returns Package.swift with the module that each target with a fault needs."""
    package = package.replace("    targets: [\n", '    targets: [\n        .systemLibrary(name: "CFault"),\n', 1)
    for target in sorted({fault.file.split("/")[1] for fault in FAULTS}):
        declaration = re.compile(r'(\.(?:target|executableTarget)\(\s*name: "%s",)(\s*dependencies: \[)?' % target)
        package, count = declaration.subn(
            lambda found: found.group(1) + (found.group(2) or " dependencies: [") + '"CFault"'
            + (", " if found.group(2) else "],"), package)
        if count != 1:
            sys.exit(f"Package.swift does not declare {target} as expected")
    return package


def with_inheritance(text):
    """Returns the class that starts programs for tests, changed to pass on the variable."""
    inherited = '["PATH", "HOME"]'
    if text.count(inherited) != 1:
        sys.exit(f"{CHILD_PROCESS} does not name the variables that a program inherits as expected")
    return text.replace(inherited, '["PATH", "HOME", "TAPROOM_FAULT"]')


def write(name, data, mode=0o644):
    """Writes a file of the copy. An unchanged file keeps its time, so that it is not compiled again."""
    path = os.path.join(TREE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.exists(path):
        with open(path, "rb") as file:
            if file.read() == data:
                return
    with open(path, "wb") as file:
        file.write(data)
    os.chmod(path, mode)


def copy_tree():
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    names = {name for name in listing.stdout.decode().split("\0") if name and os.path.isfile(os.path.join(ROOT, name))}
    for folder, _, files in os.walk(TREE):
        for file in files:
            name = os.path.relpath(os.path.join(folder, file), TREE)
            if name not in names and name.startswith(("Sources/", "Tests/")) and "/CFault/" not in name:
                os.remove(os.path.join(TREE, name))
    for name in names:
        source = os.path.join(ROOT, name)
        with open(source, "rb") as file:
            data = file.read()
        if name.startswith("Sources/") and name.endswith(".swift"):
            data = with_faults(name, data.decode()).encode()
        elif name == "Package.swift":
            data = with_module(data.decode()).encode()
        elif name == CHILD_PROCESS:
            data = with_inheritance(data.decode()).encode()
        write(name, data, os.stat(source).st_mode & 0o777)
    write("Sources/CFault/fault.h", HEADER.encode())
    write("Sources/CFault/module.modulemap", b'module CFault [system] {\n    header "fault.h"\n    export *\n}\n')


def build():
    copy_tree()
    command = ["swift", "build", "--build-tests", "--package-path", TREE, "--scratch-path", BUILD]
    if subprocess.run(command).returncode != 0:
        sys.exit("the copy does not build")


# MARK: Running tests


class Run:
    """A run of tests, which ends with the first failure."""

    ISSUE = re.compile(r"^\S*\s*(?:Test|Suite) (.*?) recorded an issue(?:.*? at (\w+)\.swift:\d+)?")

    def __init__(self, number, chosen, limit, skipped=()):
        """Runs the tests whose identifiers match `chosen` and not `skipped`, with a fault; 0 for none."""
        self.failed = None
        self.output = []
        environment = dict(os.environ, NO_COLOR="1")
        environment.pop("TAPROOM_FAULT", None)
        if number:
            environment["TAPROOM_FAULT"] = str(number)
        bundle = os.path.join(BUILD, "debug", "taproomPackageTests.xctest")
        command = [bundle, "--testing-library", "swift-testing", "--filter", chosen]
        for text in skipped:
            command += ["--skip", text]
        self.process = subprocess.Popen(
            command, cwd=TREE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", start_new_session=True)
        timer = threading.Timer(limit, self.stop)
        start = time.monotonic()
        timer.start()
        for line in self.process.stdout:
            self.output.append(line)
            issue = self.ISSUE.match(line)
            if issue:
                # A failure on a test's own thread belongs to no test, but its file has the name of its suite.
                self.failed = issue.group(1) if not issue.group(1).startswith("\u00ab") else issue.group(2)
                self.stop()
                break
        self.process.stdout.close()
        code = self.process.wait()
        timer.cancel()
        self.seconds = time.monotonic() - start
        if not self.failed and code != 0:
            self.failed = "no end within the limit" if self.seconds >= limit else f"crash ({code})"

    def stop(self):
        """Ends the process and its children."""
        try:
            os.killpg(self.process.pid, 9)
        except ProcessLookupError:
            pass

    @property
    def test(self):
        """Returns the function that failed, or its suite, as a filter; None for a crash."""
        name = re.fullmatch(r"(\w+)(\(.*\))?", self.failed or "")
        return name and name.group(1) + ("\\(" if name.group(2) else "/")

    @property
    def running(self):
        """Returns the tests that had begun but not ended."""
        begun = [re.match(r"^\S*\s*Test (\w+)\(.*\) started", line) for line in self.output]
        ended = {match.group(1) for match in (
            re.match(r"^\S*\s*Test (\w+)\(.*\) (?:passed|failed)", line) for line in self.output) if match}
        return [match.group(1) for match in begun if match and match.group(1) not in ended]


def judge(fault, targets, limit, log):
    """Returns the test that notices a fault; None if none does."""
    skipped = []
    for target in targets:
        for _ in range(4):
            run = Run(fault.number, target, limit, skipped)
            if not run.failed:
                break
            log(f"   {fault.number}: {target}: {run.failed} after {run.seconds:.0f} s")
            chosen = run.test or target
            without = Run(0, chosen, limit, skipped)
            again = Run(fault.number, chosen, limit, skipped)
            if not without.failed and again.failed:
                return run.failed if run.test else f"{run.failed}, among {', '.join(run.running[:3])}"
            log(f"   {fault.number}: not counted: {'fails without it, too' if without.failed else 'passes alone'}")
            if run.test:
                skipped.append(run.test)
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", help="numbers of faults, such as 3,17 or 20-29")
    parser.add_argument("--list", action="store_true", help="print the faults, each of which must have its place in the sources, and do nothing else")
    parser.add_argument("--limit", type=float, default=240, help="seconds for one run of tests")
    parser.add_argument("--tests", help="run the tests that match this expression, in place of whole targets")
    parser.add_argument("--no-build", action="store_true", help="use the copy as it was built last")
    parser.add_argument("--copy", action="store_true", help="make and build the copy, and run nothing")
    arguments = parser.parse_args()
    wanted = None
    if arguments.only:
        wanted = set()
        for part in arguments.only.split(","):
            first, _, last = part.partition("-")
            wanted.update(range(int(first), int(last or first) + 1))
    faults = [fault for fault in FAULTS if wanted is None or fault.number in wanted]
    if arguments.list:
        for fault in faults:
            with open(os.path.join(ROOT, fault.file)) as file:
                place(fault, file.read())
            print(f"{fault.number:3} {fault.target:8} {fault.file.removeprefix('Sources/')}: {fault.sentence}")
        return
    if not arguments.no_build:
        build()
    if arguments.copy:
        return

    log = lambda text: print(text, file=sys.stderr, flush=True)
    counts = {}
    missed = 0
    for fault in faults:
        targets = [arguments.tests] if arguments.tests else fault.tests or TESTS[fault.target]
        noticed = judge(fault, targets, arguments.limit, log)
        count = counts.setdefault(fault.target, [0, 0, 0])
        count[0] += 1
        if noticed:
            count[1] += 1
            verdict = f"noticed by {noticed}"
        elif fault.harmless:
            count[2] += 1
            verdict = f"without effect: {fault.harmless}"
        else:
            missed += 1
            verdict = "NOT NOTICED"
        print(f"{fault.number:3} {fault.target:8} {verdict} | {fault.sentence}", flush=True)
    print(f"\n{'target':10} {'planted':>8} {'noticed':>8} {'without effect':>15}")
    for target, (planted, noticed, harmless) in counts.items():
        print(f"{target:10} {planted:8} {noticed:8} {harmless:15}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
