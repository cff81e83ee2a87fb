#!/usr/bin/env python3
"""Draws the figures of `bench.py --json` as an SVG: a panel for each kind of request, a bar for each server."""
import json
import math
import sys
from xml.sax.saxutils import escape

from harness import facts
from harness.rows import ROWS

# The panels: rows whose bars are shown together.
PANELS = [("plaintext",), ("plaintext-256",), ("pipelined",), ("page-get", "page-cache"), ("page-post",)]
NAMES = {
    "taproom": "Taproom", "taproom-page": "Taproom", "taproom-cache": "Taproom, session cache", "nginx": "nginx",
    "go": "Go net/http", "hummingbird": "Hummingbird 2", "flyingfox": "FlyingFox", "limit": "limit (C, hiredis)",
    "express": "Express"}
OURS, OTHERS, LIMIT = "#b45309", "#64748b", "#cbd5e1"

WIDTH, LEFT, RIGHT = 820, 180, 110
BAR, GAP, PANEL_TOP, PANEL_BOTTOM, TOP, BOTTOM = 20, 8, 40, 44, 70, 40


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: plot.py FIGURES.json OUTPUT.svg")
    with open(sys.argv[1]) as file:
        figures = json.load(file)
    with open(sys.argv[2], "w") as output:
        output.write(draw(figures))


def draw(figures):
    parts, y = [], TOP
    for panel in PANELS:
        bars = panel_bars(figures, panel)
        if bars:
            title = next(row.title for row in ROWS if row.name == panel[0])
            drawn, y = draw_panel(title, bars, y)
            parts += drawn
    height = y + BOTTOM
    machine = facts.line(figures["machine"])
    subtitle = f"requests per second, more is better; bar: median of {figures['rounds']} rounds of {figures['seconds']} s, line: least to most"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#0f172a">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(20, 30, "Taproom and its peers on one machine", size=19, weight="bold"),
        text(20, 50, subtitle, fill="#475569"),
        *parts,
        text(20, height - 16, machine, size=9.5, fill="#475569"),
        "</svg>", ""])


def panel_bars(figures, panel):
    """Returns name, median, minimum and maximum, the fastest server first."""
    bars = []
    for row in panel:
        for name, result in figures["medians"].get(row, {}).items():
            rates = [run["rate"] for run in figures["runs"][row][name]]
            bars.append((name, result["rate"], min(rates), max(rates)))
    return sorted(bars, key=lambda bar: -bar[1])


def draw_panel(title, bars, top):
    step, most = axis(max(bar[3] for bar in bars))
    scale = (WIDTH - LEFT - RIGHT) / most
    first = top + PANEL_TOP
    bottom = first + len(bars) * (BAR + GAP)
    parts = [text(20, top + 24, title, size=15, weight="bold")]
    for index in range(round(most / step) + 1):
        x = LEFT + index * step * scale
        parts.append(f'<line x1="{x:.1f}" y1="{first - 4}" x2="{x:.1f}" y2="{bottom}" stroke="#e2e8f0"/>')
        parts.append(text(x, bottom + 16, short(index * step), anchor="middle", size=11, fill="#475569"))
    for index, (name, rate, least, greatest) in enumerate(bars):
        y = first + index * (BAR + GAP)
        middle = y + BAR / 2
        color = OURS if name.startswith("taproom") else LIMIT if name == "limit" else OTHERS
        parts += [
            text(LEFT - 8, middle + 4.5, NAMES.get(name, name), anchor="end"),
            f'<rect x="{LEFT}" y="{y}" width="{max(rate * scale, 1):.1f}" height="{BAR}" rx="2" fill="{color}"/>',
            f'<line x1="{LEFT + least * scale:.1f}" y1="{middle}" x2="{LEFT + greatest * scale:.1f}" y2="{middle}" '
            'stroke="#0f172a" stroke-width="1.5"/>',
            text(LEFT + greatest * scale + 8, middle + 4.5, f"{rate:,.0f}"),
        ]
    return parts, bottom + PANEL_BOTTOM


def axis(most):
    """Returns the distance of the axis's ticks, which is 1, 2 or 5 times a power of ten, and the axis's end."""
    power = 10 ** math.floor(math.log10(most))
    step = next(power * factor for factor in (0.2, 0.5, 1, 2) if most / (power * factor) <= 6)
    return step, math.ceil(most / step) * step


def short(value):
    if value >= 1_000_000:
        return f"{value / 1_000_000:g}M"
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def text(x, y, content, size=13, anchor="start", weight="normal", fill="#0f172a"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{fill}">{escape(content)}</text>')


if __name__ == "__main__":
    main()
