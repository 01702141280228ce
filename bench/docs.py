"""Decides what of `bench-output/` the documentation shows.

`make bench-docs` and `make bench-stream-docs` measure, and put it there. A part of a page that is made so stands
between `<!-- NAME -->` and `<!-- /NAME -->`.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.pages import GOLD, ROOT
from bench.report import OUTPUT

PAGE = ROOT / "docs" / "performance.md"
README = ROOT / "README.md"
IMAGES = ROOT / "docs" / "images"


class Shown(NamedTuple):
    """What is shown of one benchmark."""

    parts: Mapping[Path, Mapping[str, str]]
    """For each page its parts, each with the file that it is made of."""
    pictures: Sequence[str]
    is_invented: Callable[[Any], bool]
    """Whether its figures are of invented pages."""
    figures: str
    """The file that holds them."""


BENCHMARKS = {
    "peers": Shown(
        {PAGE: {"peers": "peers.md", "stages": "stages.md"}},
        ["quality-cost.svg"],
        lambda known: list(known["pages"]) == ["invented"],
        "peers.json",
    ),
    "stream": Shown(
        {PAGE: {"stream": "stream.md"}, README: {"stream": "stream-short.md"}},
        ["stream-throughput.svg", "stream-cpu.svg", "stream-latency.svg"],
        lambda known: bool(known["pages"]["invented"]),
        "stream.json",
    ),
}


def main(arguments: Sequence[str]) -> int:
    """Replaces tables and pictures; refuses those of invented pages, which would flatter us."""
    shown = BENCHMARKS[arguments[0] if arguments else "peers"]
    if shown.is_invented(json.loads((OUTPUT / shown.figures).read_text(encoding="utf-8"))):
        print(f"the documentation shows gold sets only, and ${GOLD} names no folder of them", file=sys.stderr)
        return 1
    for page, parts in shown.parts.items():
        text = page.read_text(encoding="utf-8")
        for name, file in parts.items():
            text = with_part(text, name, (OUTPUT / file).read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8")
    for picture in shown.pictures:
        shutil.copyfile(OUTPUT / picture, IMAGES / picture)
    return 0


def with_part(text: str, name: str, part: str) -> str:
    """The page with a part of it made anew; `ValueError` where it has none of that name."""
    whole, count = re.subn(
        rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", lambda _: f"\n{part}\n", text, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError(f"{count} parts are named {name}")
    return whole


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
