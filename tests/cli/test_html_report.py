from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import streams
from tests.cli.test_extract import STORY


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with two stories, an empty page and JSON lines that are broken."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_bytes(STORY)
    (folder / "b.html").write_bytes(STORY)
    (folder / "c.html").touch()
    (folder / "d.jsonl").write_text("{\n")
    return folder


def test_a_report_is_written_and_nothing_printed(pages: Path, tmp_path: Path) -> None:
    """A section a page, also for one that was not processed; an earlier report is replaced."""
    out = tmp_path / "report.html"
    for _ in range(2):
        result = streams("extract", "--explain-html", out, pages)
        assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
        html = out.read_text(encoding="utf-8")
        assert html.count('<section class="sheet"') == 4
        assert "Ferry to run twice a day" in html
        assert "invalid_envelope: " in html


def test_what_else_is_asked_for_is_printed_too(pages: Path, tmp_path: Path) -> None:
    """The two do not exclude each other."""
    result = streams("extract", "--json", "--explain-html", tmp_path / "report.html", pages / "a.html")
    assert result.stdout.startswith(b'{"path"')
    assert (tmp_path / "report.html").stat().st_size


def test_a_file_that_cannot_be_written_is_told_in_a_line(pages: Path, tmp_path: Path) -> None:
    """Before any page is processed."""
    out = tmp_path / "missing" / "report.html"
    result = streams("extract", "--json", "--explain-html", out, pages / "a.html")
    assert (result.returncode, result.stdout) == (1, b"")
    assert result.stderr.decode() == f"streams: error: cannot write {out}: No such file or directory\n"


def test_a_report_needs_a_file(pages: Path) -> None:
    """Stdout is for what else is printed."""
    result = streams("extract", "--explain-html", "-", pages / "a.html")
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"streams: error: --explain-html needs a file")


def test_what_is_no_html_has_its_section(tmp_path: Path) -> None:
    """An empty page and bytes without text are told like any other."""
    (tmp_path / "empty.html").touch()
    (tmp_path / "noise.html").write_bytes(bytes(range(256)) * 8)
    out = tmp_path / "report.html"
    result = streams("extract", "--explain-html", out, tmp_path / "empty.html", tmp_path / "noise.html")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    html = out.read_text(encoding="utf-8")
    assert "empty: the body has no bytes" in html
    assert html.count('<section class="sheet"') == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full device is Linux's")
def test_a_disk_that_is_full_is_told_in_a_line(pages: Path) -> None:
    """At the end, when the report is written."""
    result = streams("extract", "--explain-html", "/dev/full", pages / "a.html")
    assert result.returncode == 1
    assert result.stderr.decode() == "streams: error: cannot write /dev/full: No space left on device\n"


def test_a_page_is_not_overwritten(pages: Path) -> None:
    """FILE was forgotten, and a pattern's first page stands in its place."""
    before = (pages / "a.html").read_bytes()
    result = streams("extract", "--explain-html", pages / "a.html", pages / "b.html")
    assert result.returncode == 2
    assert b"is there and is no report" in result.stderr
    assert (pages / "a.html").read_bytes() == before
