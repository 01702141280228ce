from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import streams
from tests.ingest.test_warc import HTML

PARAGRAPH = (
    "The ferry to the outer islands will run twice a day from June, the harbour board said on Monday. "
)
STORY = (
    "<!doctype html><html lang=en><head><meta charset=utf-8><title>Ferry to run twice a day</title>"
    '<meta property="og:title" content="Ferry to run twice a day">'
    '<meta property="article:published_time" content="2025-03-01T10:00:00Z"></head>'
    "<body><nav><a href=/>Home</a></nav><article><h1>Ferry to run twice a day</h1>"
    + f"<p>{PARAGRAPH * 3}</p>" * 5
    + "</article><footer>All rights reserved</footer></body></html>"
).encode()
KEYS = ["path", "outcome", "reason", "detail", "article", "cpu_ms"]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with a story, the same packed, an empty page and JSON lines of which one is broken."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_bytes(STORY)
    (folder / "b.html.gz").write_bytes(gzip.compress(STORY))
    (folder / "c.html").touch()
    envelope = {"url": "https://news.example/d", "html": STORY.decode()}
    (folder / "d.jsonl").write_text(f"{json.dumps(envelope)}\n{{\n")
    return folder


def lines(output: bytes) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in output.splitlines()]


def test_each_page_gets_a_line_in_the_order_of_the_files(pages: Path) -> None:
    """Any outcome is a success; the keys are always all there."""
    result = streams("extract", pages)
    assert (result.returncode, result.stderr) == (0, b"")
    found = lines(result.stdout)
    assert [list(line) for line in found] == [KEYS] * 5
    assert [(line["path"], line["outcome"], line["reason"]) for line in found] == [
        (f"{pages}/a.html", "article", None),
        (f"{pages}/b.html.gz", "article", None),
        (f"{pages}/c.html", "skipped", "empty"),
        (f"{pages}/d.jsonl:1", "article", None),
        (f"{pages}/d.jsonl:2", "dead", "invalid_envelope"),
    ]
    assert [line["article"] is None for line in found] == [False, False, True, False, True]
    assert all(line["cpu_ms"] >= 0 for line in found)


def test_a_page_without_url_has_one_that_cannot_exist(pages: Path) -> None:
    """It is extracted all the same, and nobody takes the URL for a real one."""
    (line,) = lines(streams("extract", pages / "b.html.gz").stdout)
    assert line["article"]["url"] == "http://unknown.invalid/b.html"
    assert line["article"]["title"] == "Ferry to run twice a day"


def test_urls_can_be_given(pages: Path) -> None:
    """For one page, or for a folder by its base."""
    (line,) = lines(streams("extract", "--url", "https://news.example/x", pages / "a.html").stdout)
    assert line["article"]["url"] == "https://news.example/x"
    first, *_ = lines(streams("extract", "--base-url", "https://news.example/", pages).stdout)
    assert first["article"]["url"] == "https://news.example/a.html"


def test_a_page_on_standard_input() -> None:
    """A dash stands for it."""
    result = streams("extract", "-", "--url", "https://news.example/x", given=STORY)
    (line,) = lines(result.stdout)
    assert (line["path"], line["article"]["url"]) == ("stdin", "https://news.example/x")


def test_a_web_archive(tmp_path: Path) -> None:
    """Its responses are pages; their place in the file is told."""
    (tmp_path / "crawl.warc").write_bytes(HTML)
    (line,) = lines(streams("extract", tmp_path / "crawl.warc").stdout)
    assert (line["path"], line["reason"]) == (f"{tmp_path}/crawl.warc:0", "too_short")


def test_the_form_for_people(pages: Path) -> None:
    """Title, facts and body, without the spaces that fill up a line of a table."""
    result = streams("extract", "--pretty", pages)
    text = result.stdout.decode()
    assert (result.returncode, result.stderr) == (0, b"")
    assert "\nFerry to run twice a day\n" in text
    assert "\npublished  2025-03-01T10:00:00" in text
    assert f"\n{pages}/c.html  skipped (empty)" in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_an_explanation_for_people(pages: Path) -> None:
    """Which rule gave each field, and what was removed by which rule."""
    text = streams("extract", "--explain", pages / "a.html").stdout.decode()
    assert "title" in text
    assert "opengraph" in text
    assert "removed by" in text
    assert "Home" in text


def test_an_explanation_for_programs(pages: Path) -> None:
    """The same in JSON, beside the article."""
    (line,) = lines(streams("extract", "--explain", "--json", pages / "a.html").stdout)
    assert line["explanation"]["sources"]["title"] == line["article"]["sources"]["title"]
    assert all(set(piece) == {"rule", "snippet"} for piece in line["explanation"]["removed"])


def test_a_path_that_is_not_there_is_told() -> None:
    """Before any page is processed."""
    result = streams("extract", "missing.html")
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.decode() == (
        "streams: error: Invalid value for 'PATH...': Path 'missing.html' does not exist."
        " (see 'streams extract --help')\n"
    )


def test_a_file_that_cannot_be_read_is_told_at_the_end(pages: Path) -> None:
    """The others are processed; the exit code says that one was not."""
    (pages / "manifest.json").write_text('[{"file": "missing.html"}]')
    result = streams("extract", pages)
    assert len(lines(result.stdout)) == 5
    assert result.returncode == 1
    assert result.stderr.decode() == (
        f"streams: error: cannot read {pages}/missing.html: No such file or directory\n"
    )
