"""Decides which pages are measured: the samples of the repository, and gold sets where there are some."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.page import Page

ROOT = Path(__file__).resolve().parents[1]
GOLD = "EVALDATA"
"""Names the folder with gold sets: `<set>/gold.jsonl` and `<set>/pages/<id>.html`."""


def samples() -> list[Page]:
    """The HTML pages of `examples/pages`."""
    paths = sorted((ROOT / "examples" / "pages").glob("*.html"))
    return [Page(url=f"https://example.com/{path.stem}", body=path.read_bytes()) for path in paths]


def gold_sets() -> list[Path]:
    """The folders of the gold sets; none where $EVALDATA is not set."""
    folder = os.environ.get(GOLD)
    return sorted(path.parent for path in Path(folder).glob("*/gold.jsonl")) if folder else []


def gold_rows(folder: Path) -> list[Mapping[str, Any]]:
    """The answers of a gold set, one mapping a page, with its `id` and `url`."""
    lines = (folder / "gold.jsonl").read_bytes().splitlines()
    return [json.loads(line) for line in lines]


def gold_page(folder: Path, row: Mapping[str, Any]) -> Page:
    """The page that a row of a gold set is about, as it was fetched."""
    body = (folder / "pages" / f"{row['id']}.html").read_bytes()
    return Page(url=row.get("url") or f"https://example.com/{row['id']}", body=body)
