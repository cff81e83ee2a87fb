#!/usr/bin/env python3
"""Compares instructions, allocations and system calls per request with those of the last commit (micro.json)."""
import argparse
import json
import os
import sys

from harness import places
from harness.counts import all_counts
from harness.rows import MICRO_TARGETS
from harness.table import table

COMMITTED = os.path.join(places.BENCHMARKS, "micro.json")
INSTRUCTIONS = ("instructions", "instructions_one_by_one")
KINDS = [*INSTRUCTIONS, "mallocs", "system_calls"]
ALLOWED_GROWTH = 1.05


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 when instructions grew by more than 5 %%")
    parser.add_argument("--update", action="store_true", help="write the counts to micro.json")
    return parser.parse_args()


def committed():
    if not os.path.exists(COMMITTED):
        return {}
    with open(COMMITTED) as file:
        return json.load(file)


def rows(counts, before):
    for work, kinds in counts.items():
        for kind in (kind for kind in KINDS if kind in kinds):
            now, old = kinds[kind], before.get(work, {}).get(kind)
            change = f"{100 * (now / old - 1):+.1f} %" if old else ""
            most = MICRO_TARGETS.get(work, {}).get(kind)
            yield (work, kind.replace("_", " "), f"{now:,}", "" if old is None else f"{old:,}", change,
                   "" if most is None else f"at most {most:,}", "" if most is None else "yes" if now <= most else "NO")


def grown(counts, before):
    """Returns the counts that grew by more than is allowed."""
    for work, kinds in counts.items():
        for kind in (kind for kind in INSTRUCTIONS if kind in kinds):
            old = before.get(work, {}).get(kind)
            if old and kinds[kind] > old * ALLOWED_GROWTH:
                yield f"{work}: {kind.replace('_', ' ')} per request grew from {old:,} to {kinds[kind]:,}"


def main():
    options = arguments()
    before = committed()
    counts = all_counts()
    print(table(["work", "per request", "now", "committed", "change", "must be", ""], rows(counts, before)))
    print()
    for work, kinds in counts.items():
        if "system_calls_by_name" not in kinds:
            continue
        print(f"system calls, {work}: " + ", ".join(
            f"{name} {calls}" for name, calls in kinds["system_calls_by_name"].items()))
    if options.update:
        with open(COMMITTED, "w") as file:
            json.dump(counts, file, indent=2)
            file.write("\n")
    if options.check:
        if not before:
            sys.exit("micro.json is missing: make bench-micro-update writes it")
        problems = list(grown(counts, before))
        for problem in problems:
            print(problem, file=sys.stderr)
        if problems:
            sys.exit(1)


if __name__ == "__main__":
    main()
