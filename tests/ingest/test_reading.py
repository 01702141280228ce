from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest

from streams.ingest.address import Addressing
from streams.ingest.message import Found, Message, Unreadable
from streams.ingest.reading import read, read_stream
from streams.ingest.sources import find

PAGE = b'<link rel="canonical" href="https://news.example/a"><p>Words.'
LINE = b'{"url": "https://news.example/a", "html": "<p>Words."}'


def found(path: Path, addressing: Addressing = Addressing()) -> list[Found]:  # noqa: B008 - frozen
    """All that is read from a path."""
    return [item for source in find([path]) for item in read(source, addressing)]


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "headers"),
    [
        ("a.html", PAGE, {"content-type": b"text/html"}),
        ("a.xhtml", PAGE, {"content-type": b"application/xhtml+xml"}),
        ("a.html.gz", gzip.compress(PAGE), {"content-type": b"text/html", "content-encoding": b"gzip"}),
        ("page", PAGE, {}),
    ],
)
def test_a_page_is_published_as_it_lies_on_disk(
    tmp_path: Path, name: str, content: bytes, headers: dict[str, bytes]
) -> None:
    """Bytes untouched, the URL as key and header, type and packing by the file's name."""
    path = written(tmp_path, name, content)
    url = b"https://news.example/a"
    (message,) = found(path)
    assert message == Message(str(path), url, content, (("url", url), *headers.items()))


def test_a_page_without_url_has_neither_key_nor_header(tmp_path: Path) -> None:
    """What is not known is not said."""
    (message,) = found(written(tmp_path, "a.html", b"<p>Words."))
    assert isinstance(message, Message)
    assert (message.key, dict(message.headers)) == (None, {"content-type": b"text/html"})


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_are_envelopes_with_their_line(tmp_path: Path, packed: bool) -> None:
    """Each line is a message, untouched; blank lines are passed over; a wrong one is left to the door."""
    content = b"\xef\xbb\xbf" + LINE + b"\n\n" + b"not JSON\r\n" + b'["a list"]'
    path = written(
        tmp_path, "a.jsonl.gz" if packed else "a.jsonl", gzip.compress(content) if packed else content
    )
    as_json = (("content-type", b"application/json"),)
    assert found(path) == [
        Message(f"{path}:1", b"https://news.example/a", LINE, as_json),
        Message(f"{path}:3", None, b"not JSON", as_json),
        Message(f"{path}:4", None, b'["a list"]', as_json),
    ]


def test_a_json_file_is_one_envelope(tmp_path: Path) -> None:
    """It may be spread over lines."""
    content = json.dumps({"url": "https://news.example/a", "html": "<p>"}, indent=2).encode()
    (message,) = found(written(tmp_path, "a.json", content))
    assert isinstance(message, Message)
    assert (message.key, message.value) == (b"https://news.example/a", content)


def test_a_manifest_decides_on_headers_and_key(tmp_path: Path) -> None:
    """Its headers are above those of the file's name; its page is published whatever it is."""
    written(tmp_path, "a.html", PAGE)
    entry = {
        "file": "a.html",
        "url": "https://news.example/b",
        "key": "k",
        "headers": {"content-type": "text/html; charset=koi8-r", "fetched-at": "2025-03-01T10:00:00Z"},
    }
    (message,) = found(written(tmp_path, "manifest.json", json.dumps([entry]).encode()))
    assert message == Message(
        str(tmp_path / "a.html"),
        b"k",
        PAGE,
        (
            ("url", b"https://news.example/b"),
            ("content-type", b"text/html; charset=koi8-r"),
            ("fetched-at", b"2025-03-01T10:00:00Z"),
        ),
        as_is=True,
    )


def test_an_entry_without_file_is_a_message_without_value(tmp_path: Path) -> None:
    """A tombstone has a key and nothing else."""
    path = written(tmp_path, "manifest.json", b'[{"file": null, "key": "https://news.example/gone"}]')
    (message,) = found(path)
    assert isinstance(message, Message)
    assert (message.key, message.value, message.headers) == (b"https://news.example/gone", None, ())


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """The system's word, once, and the run goes on."""
    path = written(tmp_path, "manifest.json", b'[{"file": "missing.html"}]')
    assert found(path) == [Unreadable(str(tmp_path / "missing.html"), "No such file or directory")]


def test_a_cut_packed_file_is_told_after_its_whole_lines(tmp_path: Path) -> None:
    """What could be read is read."""
    path = written(tmp_path, "a.jsonl.gz", gzip.compress(LINE)[:-4])
    *_, last = found(path)
    assert isinstance(last, Unreadable)
    assert "ended before" in last.detail


def test_a_stream_of_json_lines() -> None:
    """It is known by its first character."""
    messages = list(read_stream(io.BytesIO(b"\n" + LINE + b"\n" + LINE + b"\n"), Addressing()))
    assert [message.origin for message in messages] == ["stdin:1", "stdin:2"]


def test_a_stream_with_one_page() -> None:
    """Anything else is a page, and so is all of it where its URL is given."""
    (page,) = read_stream(io.BytesIO(b"\n" + PAGE + b"\nMore."), Addressing())
    assert page == Message(
        "stdin", b"https://news.example/a", PAGE + b"\nMore.", (("url", b"https://news.example/a"),)
    )
    (odd,) = read_stream(io.BytesIO(LINE), Addressing(url="https://news.example/odd"))
    assert isinstance(odd, Message)
    assert odd.key == b"https://news.example/odd"
