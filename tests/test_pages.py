"""Small invented pages, one a topic and case: what must come out of `<topic>--<case>.html` lies beside it as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from schemas.page import Page
from streams.pipeline import process

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
URL = "https://soundpost.example/news/2024/norrholm-ferry"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_gives_what_lies_beside_it(path: Path) -> None:
    """Each field that the JSON beside a page names is in the page's record, to the letter."""
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    record: dict[str, Any] = orjson.loads(process(Page(URL, path.read_bytes(), "text/html")).to_json())
    sources = expected.pop("sources", {})
    assert {name: record[name] for name in expected} == expected
    assert {name: record["sources"].get(name) for name in sources} == sources


def test_every_page_has_its_json() -> None:
    """No page lies in the folder without saying what it shows."""
    assert PAGES
    assert all(path.with_suffix(".json").exists() for path in PAGES)
