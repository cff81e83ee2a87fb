#!/usr/bin/env python3
"""Draws Documentation/Pictures from the sources, so that the pictures are always those of the tree.

    Documentation/pictures.py           # writes modules.svg and request.svg
    Documentation/pictures.py --check   # fails if a picture is out of date, or a link of a page is broken

modules.svg shows which target imports which, from the import lines in Sources. An import that follows from others is left
out. request.svg shows the numbered steps of "Life of a request" in CONTRIBUTING.md.
"""

import os
import re
import sys
from html import escape

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PICTURES = os.path.join(ROOT, "Documentation", "Pictures")
CONTRIBUTING = "CONTRIBUTING.md"

IMPORT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?"
                    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)", re.MULTILINE)
STEP = re.compile(r"^\d+\. \[([^\]]+)\]\(([^)]+)\)(.*(?:\n   .*)*)", re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

# A colour for each layer that a step of the request belongs to: fill in light and in dark mode.
COLOURS = {
    "TaproomNet": ("#d7e8f7", "#1d3a52"),
    "TaproomHTTP": ("#dcefdc", "#1f4229"),
    "Taproom": ("#fbeacb", "#4d3a14"),
    "": ("#eceef0", "#2d333b"),
}

STYLE = """
    .page { fill: #ffffff; stroke: #d0d7de }
    text { font-family: -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif; fill: #1f2328 }
    .name { font-size: 14px; font-weight: 600 }
    .note { font-size: 12px; fill: #59636e }
    .box { stroke: #8c959f }
    .line { fill: none; stroke: #6e7781; stroke-width: 1.5 }
    .tip { fill: #6e7781 }
""" + "".join(f"    .{name or 'other'} {{ fill: {light} }}\n" for name, (light, _) in COLOURS.items()) + """\
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #3d444d }
      text { fill: #f0f6fc }
      .note { fill: #b1bac4 }
      .box { stroke: #656c76 }
      .line { stroke: #9198a1 }
      .tip { fill: #9198a1 }
""" + "".join(f"      .{name or 'other'} {{ fill: {dark} }}\n" for name, (_, dark) in COLOURS.items()) + "    }\n"


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def svg(width, height, title, body):
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" \
role="img" aria-labelledby="title">
  <title id="title">{escape(title)}</title>
  <style>{STYLE}  </style>
  <defs>
    <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse">
      <path class="tip" d="M0 0 8 4 0 8z"/>
    </marker>
  </defs>
  <rect class="page" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8"/>
{body}</svg>
"""


def box(x, y, width, height, layer):
    name = layer if layer in COLOURS else ""
    return f'  <rect class="box {name or "other"}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6"/>\n'


def text(x, y, style, content, anchor="start"):
    return f'  <text class="{style}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(content)}</text>\n'


# MARK: Modules


def imports():
    """The modules that each target of Swift code imports."""
    found = {}
    for target in sorted(os.listdir(os.path.join(ROOT, "Sources"))):
        modules = set()
        swift = False
        for folder, _, files in os.walk(os.path.join(ROOT, "Sources", target)):
            for name in files:
                if name.endswith(".swift"):
                    swift = True
                    modules.update(IMPORT.findall(read(os.path.join(folder, name))))
        if swift:
            found[target] = modules - {target}
    return found


def reach(target, edges):
    """All targets that one depends on, through others too."""
    reached = set()
    waiting = list(edges[target])
    while waiting:
        other = waiting.pop()
        if other not in reached:
            reached.add(other)
            waiting.extend(edges[other])
    return reached


def modules_picture():
    found = imports()
    libraries = {name for name in os.listdir(os.path.join(ROOT, "Sources")) if name not in found}
    edges = {target: {other for other in modules if other in found} for target, modules in found.items()}
    direct = {
        target: {other for other in others if not any(other in reach(third, edges) for third in others - {other})}
        for target, others in edges.items()
    }

    def depth(target):
        return 1 + max((depth(other) for other in direct[target]), default=-1)

    importers = {target: {other for other in direct if target in direct[other]} for target in direct}

    def level(target):
        """One below the lowest target that imports it."""
        return min(map(level, importers[target])) - 1 if importers[target] else max(depth(target), 1)

    width, height, gap, space, margin, bend = 150, 46, 26, 56, 28, 12
    levels = {target: level(target) for target in direct}
    top = max(levels.values())
    rows = [[] for _ in range(top + 1)]
    for target in sorted(direct):
        rows[levels[target]].append(target)
    # An import that passes other rows gets a point in each of them.
    lines = []
    for target in sorted(direct):
        for other in sorted(direct[target]):
            bends = [(target, other, row) for row in range(levels[target] - 1, levels[other], -1)]
            for point in bends:
                rows[point[2]].append(point)
            lines.append([target, *bends, other])
    neighbours = {}
    for line in lines:
        for upper, lower in zip(line, line[1:]):
            neighbours.setdefault(upper, []).append(lower)
            neighbours.setdefault(lower, []).append(upper)

    def extent(node):
        return bend if isinstance(node, tuple) else width

    total = max(sum(map(extent, row)) + gap * (len(row) - 1) for row in rows) + 2 * margin
    across = {}

    def place(row):
        x = (total - sum(map(extent, row)) - gap * (len(row) - 1)) / 2
        for node in row:
            across[node] = x + extent(node) / 2
            x += extent(node) + gap

    for row in rows:
        place(row)
    for sweep in range(12):
        for row in rows if sweep % 2 else reversed(rows):
            near = {node: neighbours.get(node, [node]) for node in row}
            row.sort(key=lambda node: sum(across[other] for other in near[node]) / len(near[node]))
            place(row)

    def down(node):
        row = node[2] if isinstance(node, tuple) else levels[node]
        return margin + (top - row) * (height + space) + height / 2

    def port(node, other, others):
        """Where a line to `other` meets the edge of a box: lines side by side, in the order of their other ends."""
        if isinstance(node, tuple):
            return across[node]
        order = sorted(others, key=lambda end: across[end])
        return across[node] + (order.index(other) - (len(order) - 1) / 2) * 18

    body = ""
    for line in lines:
        path = ""
        for upper, lower in zip(line, line[1:]):
            below = [end for end in neighbours[upper] if down(end) > down(upper)]
            over = [end for end in neighbours[lower] if down(end) < down(lower)]
            fromX, toX = port(upper, lower, below), port(lower, upper, over)
            start = down(upper) + height / 2
            end = down(lower) - height / 2 - (0 if isinstance(lower, tuple) else 2)
            middle = (start + end) / 2
            path += f"M{fromX:g} {start:g} " if not path else f" V{start:g} "
            path += f"C{fromX:g} {middle:g} {toX:g} {middle:g} {toX:g} {end:g}"
        body += f'  <path class="line" marker-end="url(#tip)" d="{path}"/>\n'
    for target in sorted(direct):
        x, y = across[target], down(target)
        used = sorted(found[target] & libraries)
        body += box(x - width / 2, y - height / 2, width, height, target)
        body += text(x, y - 3 if used else y + 5, "name", target, "middle")
        if used:
            body += text(x, y + 14, "note", ", ".join(used), "middle")
    bottom = margin * 2 + (top + 1) * height + top * space
    body += text(margin, bottom + 4, "note", "An arrow points to the module that is imported. The second line names C libraries.")
    return svg(total, bottom + 22, "The targets of Taproom, and which of them import which", body)


# MARK: Request


def steps(heading):
    """Name, path and sentence of each step below a heading of CONTRIBUTING.md."""
    page = read(CONTRIBUTING)
    start = page.find(f"\n## {heading}\n")
    if start < 0:
        sys.exit(f"{CONTRIBUTING}: there is no heading '{heading}': add it, or correct {os.path.basename(__file__)}")
    end = page.find("\n## ", start + 1)
    found = STEP.findall(page[start:end if end > 0 else len(page)])
    if not found:
        sys.exit(f"{CONTRIBUTING}: '{heading}' has no steps such as '1. [Listener](path) accepts …'")
    return [(name, path, " ".join(LINK.sub(lambda m: m.group(0).split("](")[0][1:], rest).split()))
            for name, path, rest in found]


def request_picture():
    hops = steps("Life of a request")
    width, height, gap, margin, column = 190, 34, 16, 28, 20
    total = 760
    body = ""
    y = 58
    for index, (name, path, sentence) in enumerate(hops):
        layer = path.split("/")[1]
        body += box(margin, y, width, height, layer)
        body += text(margin + width / 2, y + 22, "name", name, "middle")
        body += text(margin + width + column, y + 22, "note", sentence[0].upper() + sentence[1:])
        if index + 1 < len(hops):
            x = margin + width / 2
            body += f'  <path class="line" marker-end="url(#tip)" d="M{x:g} {y + height:g} V{y + height + gap - 2:g}"/>\n'
        y += height + gap
    legend = ""
    x = margin
    for layer in ("TaproomNet", "TaproomHTTP", "Taproom"):
        legend += box(x, 22, 14, 14, layer) + text(x + 22, 34, "note", layer)
        x += 120
    return svg(total, y + 12, "The steps of a request", legend + body)


# MARK: Checks


def anchor(heading):
    """The anchor that a heading gets on GitHub."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def pages():
    """The Markdown pages of the project."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.relpath(os.path.join(folder, name), ROOT)


def broken_links(page):
    content = read(page)
    anchors = {anchor(heading) for heading in HEADING.findall(content)}
    isCode = False
    for number, line in enumerate(content.split("\n"), 1):
        isCode ^= line.startswith("```")
        for target in [] if isCode else LINK.findall(line):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            if not path:
                if fragment not in anchors:
                    yield f"{page}:{number}: there is no heading for '#{fragment}': correct the link"
            elif not os.path.exists(os.path.join(ROOT, os.path.dirname(page), path)):
                yield f"{page}:{number}: {path} does not exist: correct the link"


def repeated_steps():
    for heading in ("Life of a request", "Life of a session save"):
        seen = set()
        for name, path, _ in steps(heading):
            if path in seen:
                yield f"{CONTRIBUTING}: '{heading}' has {name} twice: a step comes once"
            seen.add(path)


def main():
    problems = list(repeated_steps())
    for name, draw in (("modules.svg", modules_picture), ("request.svg", request_picture)):
        path = os.path.join(PICTURES, name)
        picture = draw()
        if "--check" not in sys.argv[1:]:
            os.makedirs(PICTURES, exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(picture)
        elif not os.path.exists(path) or read(path) != picture:
            problems.append(f"Documentation/Pictures/{name}: out of date: run Documentation/pictures.py and commit it")
    for page in pages():
        problems += broken_links(page)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
