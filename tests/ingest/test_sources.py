from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from streams.ingest.sources import Kind, find, kind_of


def touched(folder: Path, *names: str) -> None:
    """Empty files of these names."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def kinds(paths: list[Path], *, warc: bool = False) -> list[tuple[str, Kind]]:
    """What is found: places and kinds."""
    return [(source.relative, source.kind) for source in find(paths, warc=warc)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.html", Kind.PAGE),
        ("A.HTM", Kind.PAGE),
        ("a.xhtml.gz", Kind.PAGE),
        ("a.json", Kind.ENVELOPE),
        ("a.jsonl", Kind.JSON_LINES),
        ("a.ndjson.gz", Kind.JSON_LINES),
        ("a.warc", Kind.WARC),
        ("a.b.warc.gz", Kind.WARC),
        ("a.pdf", None),
        ("a", None),
        ("a.gz", None),
    ],
)
def test_a_name_tells_how_a_file_is_read(name: str, kind: Kind | None) -> None:
    """The ending counts, in any case, with or without .gz behind it."""
    assert kind_of(Path(name)) is kind


def test_a_folder_gives_its_pages_in_order(tmp_path: Path) -> None:
    """Folders are walked alphabetically; what is no page by its name is passed over."""
    touched(tmp_path, "b.html", "a/z.htm", "a/y.jsonl", "c.warc.gz", "logo.png", "data.json", "readme")
    assert kinds([tmp_path]) == [
        ("a/y.jsonl", Kind.JSON_LINES),
        ("a/z.htm", Kind.PAGE),
        ("b.html", Kind.PAGE),
        ("c.warc.gz", Kind.WARC),
    ]


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    """A link that leads back would never end."""
    touched(tmp_path, "a/a.html")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert kinds([tmp_path]) == [("a/a.html", Kind.PAGE)]


def test_a_named_file_is_a_page_whatever_its_name(tmp_path: Path) -> None:
    """Who names a file means it; with `warc` it is an archive."""
    touched(tmp_path, "page", "crawl.bin")
    assert kinds([tmp_path / "page"]) == [("page", Kind.PAGE)]
    assert kinds([tmp_path / "crawl.bin"], warc=True) == [("crawl.bin", Kind.WARC)]


def test_a_manifest_comes_first_in_its_folder(tmp_path: Path) -> None:
    """Its entries are of any kind; what it does not name is found as usual, and nothing twice."""
    touched(tmp_path, "a.html", "b.html", "c.pdf")
    (tmp_path / "manifest.json").write_text(
        json.dumps([{"file": "c.pdf"}, {"file": "b.html"}, {"file": None}])
    )
    expected = [("c.pdf", Kind.ENTRY), ("b.html", Kind.ENTRY), ("(tombstone)", Kind.ENTRY)]
    assert kinds([tmp_path]) == [*expected, ("a.html", Kind.PAGE)]
    assert kinds([tmp_path / "manifest.json"]) == expected


def test_a_tombstone_is_called_by_its_key(tmp_path: Path) -> None:
    """There is no file to name it by."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps([{"file": None, "key": "https://news.example/gone"}]))
    (source,) = find([path])
    assert source.origin == "(tombstone https://news.example/gone)"


def test_a_dash_is_standard_input() -> None:
    """As for other programs."""
    assert kinds([Path("-")]) == [("-", Kind.STDIN)]


def test_a_manifest_of_a_web_application_is_none_of_ours(tmp_path: Path) -> None:
    """A mirrored site may have one; its pages are found as if it were not there."""
    touched(tmp_path, "a.html")
    (tmp_path / "manifest.json").write_text('{"name": "An application"}')
    assert kinds([tmp_path]) == [("a.html", Kind.PAGE)]


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    """File systems know bytes only."""
    path = tmp_path / os.fsdecode(b"caf\xe9.html")
    path.touch()
    (source,) = find([path])
    assert source.origin == f"{tmp_path}/caf\N{REPLACEMENT CHARACTER}.html"
