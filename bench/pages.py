"""Decides which pages are measured: those of the repository, and gold sets where there are some."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.page import Page

ROOT = Path(__file__).resolve().parents[1]
GOLD = "EVALDATA"
"""Names the folder with gold sets: `<set>/gold.jsonl` and `<set>/pages/<id>.html`."""
INVENTED = ROOT / "tests" / "pages"
"""Small pages, each with what must come out of it as JSON beside it."""
NO_ARTICLES = ROOT / "tests" / "no_articles"
"""Small pages without an article; `pages.toml` has the address of each, and which of them are debatable."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Pages with the right answers: rows with an `id`, and the folder of `<id>.html`."""

    name: str
    rows: tuple[Row, ...]
    folder: Path

    def page(self, row: Row) -> Page:
        """The page that a row is about."""
        return page_of(self.folder, row)

    def spread(self, most: int) -> GoldSet:
        """At most so many pages, from all over the set."""
        count = min(most, len(self.rows))
        rows = tuple(self.rows[number * len(self.rows) // count] for number in range(count))
        return GoldSet(self.name, rows, self.folder)

    def pages(self) -> list[Page]:
        """All pages, in the order of the rows."""
        return [self.page(row) for row in self.rows]


def page_of(folder: Path, row: Row) -> Page:
    """The page that a row is about, as it was fetched."""
    body = (folder / f"{row['id']}.html").read_bytes()
    return Page(url=row.get("url") or f"https://example.com/{row['id']}", body=body)


def samples() -> list[Page]:
    """The HTML pages of `examples/pages`."""
    paths = sorted((ROOT / "examples" / "pages").glob("*.html"))
    return [Page(url=f"https://example.com/{path.stem}", body=path.read_bytes()) for path in paths]


def gold_folders() -> list[Path]:
    """The folders of the gold sets; none where $EVALDATA is not set."""
    folder = os.environ.get(GOLD)
    return sorted(path.parent for path in Path(folder).glob("*/gold.jsonl")) if folder else []


def gold_sets() -> list[GoldSet]:
    """The gold sets of $EVALDATA."""
    return [gold_set(folder) for folder in gold_folders()]


def gold_set(folder: Path) -> GoldSet:
    """One gold set; its answers are one JSON line a page."""
    lines = (folder / "gold.jsonl").read_bytes().splitlines()
    return GoldSet(folder.name, tuple(json.loads(line) for line in lines), folder / "pages")


def invented() -> GoldSet:
    """The invented pages of the tests, as a gold set."""
    return GoldSet(
        "invented", tuple(invented_row(path) for path in sorted(INVENTED.glob("*.json"))), INVENTED
    )


def invented_row(path: Path) -> Row:
    """The blocks of an expected record as a body."""
    blocks = json.loads(path.read_text(encoding="utf-8"))["blocks"]
    body = "\n".join(block["text"] for block in blocks if block["type"] != "caption")
    return {"id": path.stem, "url": f"https://soundpost.example/news/{path.stem}", "body": body}


def no_articles() -> GoldSet:
    """The invented pages that must not come out as articles, as a gold set."""
    addresses = tomllib.loads((NO_ARTICLES / "pages.toml").read_text(encoding="utf-8"))
    rows = tuple(
        {"id": name, "url": url, "article": False}
        for name, url in addresses.items()
        if isinstance(url, str)  # those of `[debatable]` are left out
    )
    return GoldSet("no_articles", rows, NO_ARTICLES)
