from __future__ import annotations

from pathlib import Path

import click
import pytest

from streams.cli.paths import addressing_of, sources_of
from streams.ingest.address import Addressing

URL = "https://news.example/a"


def page(folder: Path, name: str = "a.html") -> Path:
    """A file of this name."""
    path = folder / name
    path.touch()
    return path


def test_one_page_may_have_its_url_named(tmp_path: Path) -> None:
    """A file or standard input."""
    for path in (page(tmp_path), Path("-")):
        assert addressing_of(sources_of([path]), URL, None) == Addressing(URL, None)


@pytest.mark.parametrize("names", [("a.html", "b.html"), ("a.jsonl",)])
def test_a_url_for_more_than_one_page_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    """One URL for several pages would make them one."""
    sources = sources_of([page(tmp_path, name) for name in names])
    with pytest.raises(click.UsageError, match="--url is for one page"):
        addressing_of(sources, URL, None)


@pytest.mark.parametrize(("url", "base_url"), [("news.example/a", None), (None, "/mirror")])
def test_a_url_must_be_whole(tmp_path: Path, url: str | None, base_url: str | None) -> None:
    """A URL without its scheme is told before anything is read."""
    with pytest.raises(click.UsageError, match="must begin with http:// or https://"):
        addressing_of(sources_of([page(tmp_path)]), url, base_url)


def test_a_folder_without_pages_is_told(tmp_path: Path) -> None:
    """Silence would look like success."""
    page(tmp_path, "logo.png")
    with pytest.raises(click.UsageError, match="no pages in "):
        sources_of([tmp_path])
