"""Latency measured by pace: at half of the server's own maximum rate, and at half of Go's for both servers."""
import statistics
import sys

from . import load

WORK = [
    ("plaintext", "GET /plaintext", "/plaintext", "taproom"),
    ("page-get", "page, GET", "/", "taproom-page"),
]
CONNECTIONS = 64


def measure(cast, medians, rounds, seconds):
    figures = []
    for row, title, path, ours in WORK:
        if row not in medians or "go" not in medians[row]:
            continue
        half = {name: medians[row][name]["rate"] / 2 for name in (ours, "go")}
        for label, rates in (
            ("half of Go's top rate", {ours: half["go"], "go": half["go"]}),
            ("half of its own top rate", half),
        ):
            results = {name: [] for name in rates}
            for _ in range(rounds):
                for name, rate in rates.items():
                    result = run(cast.subjects[name], cast.folder, path, rate, seconds)
                    results[name].append(result)
                    print(f"{title} at {rate:,.0f}/s: {name} p99 {result['p99_us']:,.0f} µs", file=sys.stderr)
            figures.append({
                "work": title, "at": label, "ours": ours,
                "servers": {
                    name: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                    for name, runs in results.items()}})
    return figures


def run(subject, folder, path, rate, seconds):
    subject.go_on()
    cookies = subject.fresh_cookies() if path == "/" else None
    requests = load.write_requests(folder, "GET", path, cookies)
    lengths = subject.check("GET", path, cookies)
    result = load.pace(subject.server.port, requests, CONNECTIONS, lengths, "rate", rate, seconds)
    subject.hold()
    return result
