#!/usr/bin/env python3
"""Compares Taproom with its peers and with the limit: interleaved rounds, medians, and one table."""
import argparse
import json
import statistics
import sys

from harness import facts, latency, report, template, tls
from harness.cast import Cast
from harness.rows import IDLE, LATENCY, ROWS, TEMPLATE


NAMES = [*(row.name for row in ROWS), LATENCY, IDLE, TEMPLATE]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="of each timed run")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--rows", metavar="NAME,NAME", help=f"only these of {', '.join(NAMES)}")
    options = parser.parse_args()
    options.rows = options.rows.split(",") if options.rows else NAMES
    unknown = set(options.rows).difference(NAMES)
    if unknown:
        parser.error(f"no such rows: {', '.join(unknown)}")
    return options


def measure_rows(cast, rows, rounds, seconds):
    """Measures all servers in turn, round by round, so that a drift of the machine affects all of them."""
    runs = {row.name: {} for row in rows}
    for round in range(rounds):
        for row in rows:
            for name in row.subjects:
                subject = cast.subjects.get(name)
                if not subject:
                    continue
                subject.go_on()
                result = subject.run(cast.folder, row.method, row.path, row.connections, seconds, row.depth, row.handshake)
                subject.hold()
                runs[row.name].setdefault(name, []).append(result)
                print(f"round {round + 1}: {row.title}: {name} {result['rate']:,.0f}/s", file=sys.stderr)
    return runs


def medians(runs):
    return {
        row: {
            name: {key: statistics.median(result[key] for result in results) for key in results[0]}
            for name, results in subjects.items()}
        for row, subjects in runs.items()}


def main():
    options = arguments()
    rows = [row for row in ROWS if row.name in options.rows]
    subjects = {name for row in rows for name in row.subjects}
    figures = {"machine": facts.machine(), "rounds": options.rounds, "seconds": options.seconds}
    with Cast() as cast:
        cast.add_all(subjects)
        figures["runs"] = measure_rows(cast, rows, options.rounds, options.seconds)
        figures["medians"] = medians(figures["runs"])
        if LATENCY in options.rows:
            figures["latency"] = latency.measure(cast, figures["medians"], options.rounds, options.seconds)
        figures["megabytes"] = {}
        for name, subject in cast.subjects.items():
            figures["megabytes"][name] = subject.server.resident_kilobytes() / 1024
        if IDLE in options.rows:
            figures["idle"] = tls.idle(cast.folder, cast.material)
    if TEMPLATE in options.rows:
        figures["template"] = template.timing()
    print(report.report(figures))
    if options.json:
        with open(options.json, "w") as output:
            json.dump(figures, output, indent=1)
            output.write("\n")


if __name__ == "__main__":
    main()
