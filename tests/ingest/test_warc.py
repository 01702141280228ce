from __future__ import annotations

import gzip
import io
import sys

import pytest

from streams.ingest.message import Message
from streams.ingest.warc import MissingWarcReader, read, unchunked

BODY = b"<p>Words."


def record(kind: str, uri: str, block: bytes) -> bytes:
    """One record of an archive."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n"
        "WARC-Record-ID: <urn:uuid:0b4f4d3a-0000-4000-8000-000000000001>\r\n"
        f"WARC-Date: 2025-03-01T10:11:12Z\r\nWARC-Target-URI: {uri}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(uri: str, *headers: str, body: bytes = BODY, status: str = "200 OK") -> bytes:
    """A record of an HTTP response."""
    head = "\r\n".join((f"HTTP/1.1 {status}", *headers))
    return record("response", uri, head.encode() + b"\r\n\r\n" + body)


HTML = response("https://news.example/a", "Content-Type: text/html; charset=koi8-r")


@pytest.mark.parametrize("packed", [False, True])
def test_an_html_response_becomes_a_message(packed: bool) -> None:
    """URL, date, status and type go to headers, the body stays as it is."""
    archive = gzip.compress(HTML) if packed else HTML
    assert list(read(io.BytesIO(archive), "crawl.warc")) == [
        Message(
            "crawl.warc:0",
            b"https://news.example/a",
            BODY,
            (
                ("url", b"https://news.example/a"),
                ("fetched-at", b"2025-03-01T10:11:12Z"),
                ("http-status", b"200"),
                ("content-type", b"text/html; charset=koi8-r"),
            ),
        )
    ]


def test_other_records_are_passed_over() -> None:
    """Requests and images are no pages; a status other than 200 is the worker's business."""
    archive = (
        record("request", "https://news.example/a", b"GET /a HTTP/1.1\r\n\r\n")
        + response("https://news.example/logo.png", "Content-Type: image/png")
        + response("https://news.example/untold")
        + response("<https://news.example/gone>", "content-type: Text/HTML", status="410 Gone")
    )
    (message,) = read(io.BytesIO(archive), "crawl.warc")
    assert message.key == b"https://news.example/gone"
    assert dict(message.headers)["http-status"] == b"410"


def test_content_encoding_is_kept_and_transfer_encoding_undone() -> None:
    """The worker undoes the one; the other is no property of the page."""
    packed = gzip.compress(BODY)
    archive = response(
        "https://news.example/a",
        "Content-Type: application/xhtml+xml",
        "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
        body=b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed),
    )
    (message,) = read(io.BytesIO(archive), "crawl.warc")
    assert message.value == packed
    assert dict(message.headers)["content-encoding"] == b"gzip"


def test_a_broken_archive_is_an_error_of_the_system() -> None:
    """What is before the break has been read."""
    found = read(io.BytesIO(HTML + b"no archive " * 99), "crawl.warc")
    assert next(found).value == BODY
    with pytest.raises(OSError, match="WARC"):
        list(found)


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (b"4\r\nWord\r\n2;x=y\r\ns.\r\n0\r\n\r\n", b"Words."),
        (b"4\r\nWord\r\n", b"Word"),
        (b"<p>Words.", b"<p>Words."),
        (b"-4\r\nWords.", b"-4\r\nWords."),
        (b"", b""),
    ],
)
def test_chunk_sizes_are_taken_out_where_there_are_any(body: bytes, plain: bytes) -> None:
    """Many archives hold the body without them although the header speaks of them."""
    assert unchunked(body) == plain


def test_without_its_reader_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is an optional extra."""
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    with pytest.raises(MissingWarcReader, match=r"pip install 'streams\[warc\]'"):
        list(read(io.BytesIO(HTML), "crawl.warc"))
