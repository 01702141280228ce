from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.expectation import Expected
from streams.manifest import Entry, ManifestError, load


def written(folder: Path, content: object) -> Path:
    """A manifest file with this content."""
    path = folder / "manifest.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_an_entry_tells_all_of_a_page(tmp_path: Path) -> None:
    """File, URL, key, headers and expectation are read as they stand."""
    path = written(
        tmp_path,
        [
            {
                "file": "a.html",
                "url": "https://news.example/a",
                "key": "k",
                "headers": {"http-status": 200},
                "expect": {"outcome": "article", "title": "A title", "language": "en"},
            }
        ],
    )
    assert load(path) == (
        Entry(
            file="a.html",
            url="https://news.example/a",
            key="k",
            headers={"http-status": "200"},
            expect=Expected("article", facts={"title": "A title", "language": "en"}),
        ),
    )


def test_an_entry_without_file_is_a_tombstone(tmp_path: Path) -> None:
    """A null file stands for a message without a value."""
    (entry,) = load(written(tmp_path, [{"file": None, "key": "https://news.example/gone"}]))
    assert entry.file is None
    assert entry.name == "(tombstone)"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[", "unexpected end of data"),
        ({}, "expected a list of entries"),
        ([7], "entry 1: expected an object"),
        ([{"url": "https://news.example/"}], "entry 1: has no 'file'"),
        ([{"file": "a"}, {"file": "b", "ulr": ""}], "entry 2: unknown ulr"),
        ([{"file": 7}], "entry 1: 'file' must be a text"),
        (
            [{"file": "a", "headers": []}, {"file": "a", "headers": [1]}],
            "entry 2: headers: expected an object",
        ),
        ([{"file": "a", "expect": {"outcome": "article", "tilte": "A"}}], "entry 1: expect: unknown tilte"),
        (
            [{"file": "a", "expect": {"outcome": "lost"}}],
            "entry 1: expect: 'outcome' must be one of article,",
        ),
    ],
)
def test_a_wrong_manifest_is_told_with_its_place(tmp_path: Path, content: object, complaint: str) -> None:
    """The error names the file, the entry and what is wrong."""
    path = written(tmp_path, content)
    with pytest.raises(ManifestError) as error:
        load(path)
    assert str(error.value).startswith(f"{path}: ")
    assert complaint in str(error.value)


def test_a_missing_manifest_is_told(tmp_path: Path) -> None:
    """A file that is not there is an error like the others."""
    with pytest.raises(ManifestError, match="No such file"):
        load(tmp_path / "manifest.json")
