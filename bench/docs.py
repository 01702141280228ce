"""Decides what of `bench-output/` the documentation shows: `make bench-docs` measures and puts it there.

A part of `docs/performance.md` that is made so stands between `<!-- NAME -->` and `<!-- /NAME -->`.
"""

from __future__ import annotations

import json
import re
import shutil
import sys

from bench.pages import GOLD, ROOT
from bench.report import OUTPUT

PAGE = ROOT / "docs" / "performance.md"
PICTURE = "quality-cost.svg"
IMAGES = ROOT / "docs" / "images"
PARTS = {"peers": "peers.md", "stages": "stages.md"}
"""The parts of the page, each with the file that it is made of."""


def main() -> int:
    """Replaces tables and picture; refuses those of invented pages, which would flatter us."""
    if list(json.loads((OUTPUT / "peers.json").read_text(encoding="utf-8"))["pages"]) == ["invented"]:
        print(f"the documentation shows gold sets only, and ${GOLD} names no folder of them", file=sys.stderr)
        return 1
    text = PAGE.read_text(encoding="utf-8")
    for name, file in PARTS.items():
        text = with_part(text, name, (OUTPUT / file).read_text(encoding="utf-8"))
    PAGE.write_text(text, encoding="utf-8")
    shutil.copyfile(OUTPUT / PICTURE, IMAGES / PICTURE)
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
    sys.exit(main())
