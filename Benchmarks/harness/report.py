"""The tables that `make bench` prints."""
import json
import os

from . import facts, places
from .rows import ELSEWHERE, IDLE_CONNECTIONS, MEGABYTES, MICRO_TARGETS, ROWS, TARGETS, TEMPLATE_SHARE
from .table import number, table

TITLES = {row.name: row.title for row in ROWS}


def report(figures):
    rounds = f"medians of {figures['rounds']} × {figures['seconds']} s"
    parts = [
        facts.line(figures["machine"]) + f"; {rounds}", "",
        targets(figures), "", "All servers:", "", rates(figures["medians"]),
    ]
    if figures.get("latency"):
        parts += ["", "Latency at a fixed rate, 64 connections, from the moment at which a request was due:", "",
                  latencies(figures["latency"])]
    if figures.get("idle"):
        parts += ["", f"Memory of {IDLE_CONNECTIONS:,} idle TLS connections, all of a server's processes:", "", idle(figures["idle"])]
    if "express" in figures["megabytes"]:
        parts += [
            "", "express: Express 4.18.2 and node-redis 4.5.1 as Debian packages them, in one process. Debian has no "
            "express-session and no connect-redis: a middleware of our own sends the same Redis commands in their place."]
    if "page-cache" in figures["runs"] and "taproom-cache" not in figures["megabytes"]:
        parts += ["", "The session cache is not measured: this build of beer-demo has no --session-cache."]
    return "\n".join(parts)


def targets(figures):
    rows = [*_ratios(figures["medians"]), *_template(figures.get("template")), *_latency(figures.get("latency", [])),
            *_counts(), *_memory(figures["megabytes"]), *_idle(figures.get("idle"))]
    return table(["work", "measured against", "must reach", "reached", ""], rows)


def _verdict(holds):
    return "yes" if holds else "NO"


def _ratios(medians):
    for target in TARGETS:
        ours = medians.get(target.row, {}).get(target.ours)
        theirs = medians.get(target.row, {}).get(target.against)
        if theirs is None:
            theirs = medians.get(ELSEWHERE.get(target.against), {}).get(target.against)
        if not ours or not theirs:
            continue
        ratio = ours["rate"] / theirs["rate"]
        yield (TITLES[target.row], f"{target.against} ({number(theirs['rate'])}/s)",
               f"{target.factor} ×" if target.factor else "", f"{ratio:.2f} × ({number(ours['rate'])}/s)",
               _verdict(ratio >= target.factor) if target.factor else "")


def _template(timing):
    if not timing:
        return
    share = timing["taproom"] / timing["mustache"]
    yield ("template render of the page", f"swift-mustache 2.1.1, dictionary ({timing['mustache']:.1f} µs)",
           "1/15 of its time", f"1/{1 / share:.0f} ({timing['taproom']:.2f} µs)", _verdict(share <= TEMPLATE_SHARE))


def _latency(figures):
    for figure in figures:
        ours, go = figure["servers"][figure["ours"]], figure["servers"]["go"]
        yield (f"p99 latency, {figure['work']}, at {figure['at']}", f"Go ({number(go['p99_us'])} µs)",
               "at most Go's", f"{number(ours['p99_us'])} µs", _verdict(ours["p99_us"] <= go["p99_us"]))


def _counts():
    """Returns the counts that `make bench-micro` has stored."""
    path = os.path.join(places.BENCHMARKS, "micro.json")
    if not os.path.exists(path):
        return
    with open(path) as file:
        micro = json.load(file)
    for work, targets in MICRO_TARGETS.items():
        for kind, most in targets.items():
            count = micro[work][kind]
            yield (f"{kind.replace('_', ' ')} per request, {work}", "micro.json, as committed",
                   f"at most {most:,}", f"{count:,}", _verdict(count <= most))


def _memory(megabytes):
    if "go" not in megabytes:
        return
    for name in ("taproom", "taproom-page", "taproom-cache"):
        if name in megabytes:
            yield (f"memory after the runs, {name}", f"Go ({megabytes['go']:.1f} MB)", f"at most {MEGABYTES} MB",
                   f"{megabytes[name]:.1f} MB", _verdict(megabytes[name] <= MEGABYTES))


def _idle(figures):
    if figures:
        ours, nginx = figures["taproom-tls"]["with"], figures["nginx-tls"]["with"]
        yield (f"memory with {IDLE_CONNECTIONS:,} idle TLS connections", f"nginx-tls ({nginx / 1024:.1f} MB)",
               "at most nginx's", f"{ours / 1024:.1f} MB", _verdict(ours <= nginx))


def idle(figures):
    rows = [
        (name, f"{figure['before'] / 1024:.1f}", f"{figure['with'] / 1024:.1f}",
         f"{(figure['with'] - figure['before']) / IDLE_CONNECTIONS:.1f}")
        for name, figure in figures.items()]
    return table(["server", "MB without", "MB with", "KB for each"], rows)


def rates(medians):
    rows = []
    for row, servers in medians.items():
        for name, figures in servers.items():
            nginx = medians.get("plaintext", {}).get("nginx")
            rows.append((
                TITLES[row], name, number(figures["rate"]),
                f"{figures['rate'] / nginx['rate']:.3f}" if nginx else "",
                f"{figures['user_us']:.2f} + {figures['kernel_us']:.2f}", number(figures["p50_us"]),
                number(figures["p99_us"])))
    return table(
        ["work", "server", "requests/s", "× nginx at 64", "CPU µs, user + kernel", "p50 µs", "p99 µs"], rows)


def latencies(figures):
    rows = [
        (figure["work"], figure["at"], name, number(result["rate"]), *(
            number(result[key]) for key in ("p50_us", "p90_us", "p99_us", "p999_us", "max_us")))
        for figure in figures for name, result in figure["servers"].items()]
    return table(["work", "rate", "server", "requests/s", "p50 µs", "p90 µs", "p99 µs", "p99.9 µs", "max µs"], rows)
