from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from selectolax.lexbor import LexborHTMLParser

from schemas.page import Page
from streams.extract.decode import as_utf8
from streams.ingest import reading
from streams.ingest.address import Addressing
from streams.ingest.message import Message
from streams.ingest.sources import Source, entries
from streams.outcome import Outcome, outcome_of

EXAMPLES = Path(__file__).parent.parent / "examples"
PAGES = EXAMPLES / "pages"
MANIFEST = PAGES / "manifest.json"

SOURCES = {source.relative: source for source in entries(MANIFEST)}
EXPECTED: dict[str, dict[str, Any]] = {
    name: entry["expect"] for name, entry in zip(SOURCES, json.loads(MANIFEST.read_bytes()), strict=True)
}
ARTICLES = [name for name, expect in EXPECTED.items() if expect["outcome"] == "article"]
MADE = sorted(path.name for path in (EXAMPLES / "sources").iterdir())
WRITTEN = sorted(path.name for path in PAGES.glob("*.html") if path.name not in MADE)

MOST_BYTES = 500_000
UTF_8 = ('charset="utf-8"', "charset=utf-8", 'encoding="utf-8"')
ABOUT_TEXT: dict[str, Callable[[str, Any], bool]] = {
    "text_starts": lambda text, wanted: text.startswith(wanted),
    "text_ends": lambda text, wanted: text.endswith(wanted),
    "text_includes": lambda text, wanted: all(part in text for part in wanted),
    "text_excludes": lambda text, unwanted: not any(part in text for part in unwanted),
    "text_lines": lambda text, wanted: len(text.splitlines()) == wanted,
}


def message(source: Source) -> Message:
    """The sample as it is published."""
    (found,) = reading.read(source, Addressing())
    assert isinstance(found, Message)
    return found


def outcome(name: str) -> Outcome:
    """What becomes of a sample."""
    sent = message(SOURCES[name])
    return outcome_of(sent.key, sent.value, sent.headers)


def article(name: str) -> dict[str, Any]:
    """The record of a sample that becomes an article."""
    payload = outcome(name).payload
    assert payload is not None
    record: dict[str, Any] = orjson.loads(payload)
    return record


@pytest.mark.parametrize("name", SOURCES)
def test_a_sample_comes_to_the_outcome_of_its_manifest(name: str) -> None:
    """Every sample becomes an article, or is refused for the reason that the manifest names."""
    found = outcome(name)
    expect = EXPECTED[name]
    assert (found.kind, found.reason) == (expect["outcome"], expect.get("reason")), found.detail


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_has_the_fields_of_its_manifest(name: str) -> None:
    """Every field that the manifest names is in the record, to the letter."""
    record = article(name)
    fields = {key: value for key, value in EXPECTED[name].items() if key in record}
    assert {key: record[key] for key in fields} == fields


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_has_the_text_of_its_manifest(name: str) -> None:
    """A text begins, ends and goes on as the manifest says, and holds nothing of the page around it."""
    text = article(name)["text"]
    expect = EXPECTED[name]
    failed = [key for key, holds in ABOUT_TEXT.items() if key in expect and not holds(text, expect[key])]
    assert not failed, text


def test_both_forms_of_one_page_have_the_same_text() -> None:
    """A page in bare divs gives the very paragraphs of the page whose markup says what is what."""
    assert article("02-seed-divs.html")["text"] == article("01-seed-semantic.html")["text"]


@pytest.mark.parametrize("name", MADE)
def test_a_made_page_reads_as_its_source(name: str) -> None:
    """A page in another encoding, packing or envelope decodes to its readable original."""
    stem = name.removesuffix(".html")
    (source,) = (source for page, source in SOURCES.items() if page.startswith(stem))
    sent = message(source)
    page = Page.from_message(sent.key, sent.value, sent.headers)
    original = (EXAMPLES / "sources" / name).read_text(encoding="utf-8")
    assert as_utf8(page.body, page.content_type).decode() == original


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_page_is_what_it_declares(name: str) -> None:
    """A page that no script made is UTF-8, says so, and a parser finds words in it; or it is empty."""
    page = (PAGES / name).read_bytes().decode("utf-8")
    assert not page or any(declared in page.lower() for declared in UTF_8)
    assert not page or LexborHTMLParser(page).text(strip=True)


def test_every_file_is_in_the_manifest_once() -> None:
    """No page lies in the folder without an expectation, and none has two."""
    named = [source.path.name for source in SOURCES.values() if source.entry and source.entry.file]
    assert sorted([*named, MANIFEST.name]) == sorted(path.name for path in PAGES.iterdir())
    assert len(SOURCES) == len(EXPECTED)


def test_the_pages_stay_small() -> None:
    """All sample pages together stay below 500 kB, bombs included."""
    assert sum(path.stat().st_size for path in PAGES.iterdir()) < MOST_BYTES
