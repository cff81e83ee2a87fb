#!/usr/bin/env python3
"""Measures requests per second and memory for numbers of event loops, connections, and sessions in Redis."""
import argparse
import json
import resource
import sys

from harness import facts, servers, sessions
from harness.cast import Cast
from harness.table import number, table

LOOPS = (1, 2)
CONNECTIONS = (16, 64, 256, 1024, 4096)
SESSIONS = (1_000, 100_000, 1_000_000)
# The number of different requests that wrk repeats. Their sessions are spread evenly over all sessions.
COOKIES = 20_000
# The time to live of sessions, and of a touch, which exceeds the measurement.
LIFE = 3600


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="of each timed run")
    parser.add_argument("--sessions", type=int, nargs="+", default=SESSIONS, help="sessions in Redis")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    return parser.parse_args()


def raise_file_limit():
    """Raises the limit of descriptors, because 4,096 connections need more than the usual 1,024."""
    needed = 2 * max(CONNECTIONS) + 1024
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        sys.exit(f"{needed} open files are needed, and only {hard} allowed: ulimit -n {needed}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def connections(cast, seconds):
    """Measures plaintext with each number of loops and connections, each time in a new process."""
    for loops in LOOPS:
        for count in CONNECTIONS:
            subject = cast.add(f"hello-{loops}-{count}", servers.hello(cast.folder, threads=loops))
            subject.go_on()
            before = subject.server.resident_kilobytes()
            result = subject.run(cast.folder, "GET", "/plaintext", count, seconds)
            yield finish(subject, loops, count, "", result, before)


def stored_sessions(cast, seconds, numbers):
    """Measures GET of the page with each number of sessions in Redis."""
    for count in numbers:
        subject = cast.add_page(f"page-{count}", "--session-max-age", str(LIFE))
        subject.go_on()
        subject.redis.load(sessions.set_command(index, LIFE) for index in range(count))
        step = max(1, count // COOKIES)
        cookies = [sessions.signed_cookie(sessions.session_id(index)) for index in range(0, count, step)]
        before = subject.server.resident_kilobytes()
        result = subject.run_with(cookies, cast.folder, "GET", "/", 64, seconds)
        figures = finish(subject, 2, 64, count, result, before)
        if subject.redis.command("DBSIZE") != count:
            raise RuntimeError(f"{count} sessions were stored, and another number is left")
        figures["redis_megabytes"] = subject.redis.resident_kilobytes() / 1024
        subject.redis.stop()
        yield figures


def finish(subject, loops, count, stored, result, before):
    after = subject.server.resident_kilobytes()
    subject.server.stop()
    print(f"{subject.name}: {result['rate']:,.0f}/s", file=sys.stderr)
    return {
        "loops": loops, "connections": count, "sessions": stored, "rate": result["rate"],
        "p50_us": result["p50_us"], "p99_us": result["p99_us"],
        "megabytes_before": before / 1024, "megabytes_after": after / 1024}


def rows(figures):
    for figure in figures:
        stored = f"{figure['sessions']:,}" if figure["sessions"] else ""
        yield (figure["loops"], f"{figure['connections']:,}", stored, number(figure["rate"]),
               number(figure["p50_us"]), number(figure["p99_us"]),
               f"{figure['megabytes_before']:.1f}", f"{figure['megabytes_after']:.1f}",
               f"{figure['redis_megabytes']:.0f}" if "redis_megabytes" in figure else "")


def main():
    options = arguments()
    raise_file_limit()
    figures = {"machine": facts.machine(), "seconds": options.seconds}
    with Cast() as cast:
        figures["plaintext"] = list(connections(cast, options.seconds))
        figures["page"] = list(stored_sessions(cast, options.seconds, options.sessions))
    print(facts.line(figures["machine"]))
    header = ["loops", "connections", "sessions in Redis", "requests/s", "p50 µs", "p99 µs", "MB before", "MB after", "Redis MB"]
    for title, part in (("GET /plaintext:", "plaintext"), ("page, GET:", "page")):
        print(f"\n{title}\n\n{table(header, rows(figures[part]))}")
    if options.json:
        with open(options.json, "w") as output:
            json.dump(figures, output, indent=1)
            output.write("\n")


if __name__ == "__main__":
    main()
