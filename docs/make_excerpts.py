#!/usr/bin/env python3
"""Copies the parts of files that README.md and docs/*.md show: those after a line `<!-- from <file> [<name>] -->`."""

import pathlib
import re
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXCERPT = re.compile(r"^(<!-- from (\S+) \[(\w+)\] -->\n+```\w*\n)(.*?)^```", re.MULTILINE | re.DOTALL)


def part(file: str, name: str) -> str:
    """The lines between the one with [name] and the one with [/name], without the indentation they share."""
    lines = (ROOT / file).read_text().splitlines(keepends=True)
    begin = next(i for i, line in enumerate(lines) if f"[{name}]" in line)
    end = next(i for i, line in enumerate(lines) if f"[/{name}]" in line)
    return textwrap.dedent("".join(lines[begin + 1 : end]))


def main() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text()
        fresh = EXCERPT.sub(lambda found: f"{found[1]}{part(found[2], found[3])}```", text)
        if fresh != text:
            page.write_text(fresh)


if __name__ == "__main__":
    main()
