"""Decides how a source becomes messages: bytes untouched, what is known of them in headers."""

from __future__ import annotations

import gzip
import mimetypes
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import orjson

from schemas import headers
from streams.ingest import warc
from streams.ingest.address import Addressing
from streams.ingest.message import JSON, Found, Message, Unreadable, encoded
from streams.ingest.sources import PACKED, Kind, Source

_UTF8_BOM = b"\xef\xbb\xbf"


def read(source: Source, addressing: Addressing) -> Iterator[Found]:
    """The pages of a source, in its order; an error of the system ends it with `Unreadable`.

    Raises `streams.ingest.warc.MissingWarcReader` for an archive where its reader is not installed.
    """
    try:
        yield from _READERS[source.kind](source, addressing)
    except (OSError, EOFError) as error:
        yield Unreadable(source.origin, getattr(error, "strerror", None) or str(error))


def _page(source: Source, addressing: Addressing) -> Iterator[Found]:
    body = source.path.read_bytes()
    url = addressing.url_of(body, source.relative)
    yield _message(source.origin, url, body, {headers.URL: url, **named_headers(source.path)})


def _envelope(source: Source, _addressing: Addressing) -> Iterator[Found]:
    yield _enveloped(source.path.read_bytes(), source.origin)


def _json_lines(source: Source, _addressing: Addressing) -> Iterator[Found]:
    packed = source.path.suffix.lower() in PACKED
    with gzip.open(source.path) if packed else source.path.open("rb") as lines:
        yield from _lines(lines, source.origin)


def _archive(source: Source, _addressing: Addressing) -> Iterator[Found]:
    with source.path.open("rb") as stream:
        yield from warc.read(stream, source.origin)


def _entry(source: Source, _addressing: Addressing) -> Iterator[Found]:
    entry = source.entry
    if entry is None:
        return
    body = source.path.read_bytes() if entry.file else None
    known = named_headers(source.path) if entry.file else {}
    key = entry.key or entry.url
    fields = encoded({headers.URL: entry.url, **known, **entry.headers}.items())
    yield Message(source.origin, key.encode() if key else None, body, fields, as_is=True)


def _stdin(_source: Source, addressing: Addressing) -> Iterator[Found]:
    yield from read_stream(sys.stdin.buffer, addressing)


def read_stream(stream: BinaryIO, addressing: Addressing) -> Iterator[Found]:
    """The pages on a stream, as they come: JSON lines where it begins with `{`, else one page."""
    first = next((line for line in stream if line.strip()), b"")
    if not addressing.url and first.removeprefix(_UTF8_BOM).lstrip().startswith(b"{"):
        yield from _lines(chain([first], stream), "stdin")
        return
    body = first + stream.read()
    url = addressing.url_of(body, "stdin")
    yield _message("stdin", url, body, {headers.URL: url})


_READERS: Mapping[Kind, Callable[[Source, Addressing], Iterator[Found]]] = {
    Kind.PAGE: _page,
    Kind.ENVELOPE: _envelope,
    Kind.JSON_LINES: _json_lines,
    Kind.WARC: _archive,
    Kind.ENTRY: _entry,
    Kind.STDIN: _stdin,
}


def named_headers(path: Path) -> Mapping[str, str | None]:
    """What a file's name says: `a.xhtml.gz` is XHTML, packed with gzip."""
    kind, encoding = mimetypes.guess_type(path.name)
    return {headers.CONTENT_TYPE: kind, headers.CONTENT_ENCODING: encoding}


def _lines(lines: Iterable[bytes], origin: str) -> Iterator[Found]:
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix(_UTF8_BOM)
        if text:
            yield _enveloped(text, f"{origin}:{number}")


def _enveloped(value: bytes, origin: str) -> Message:
    return _message(origin, _url_within(value), value, {headers.CONTENT_TYPE: JSON})


def _url_within(envelope: bytes) -> str | None:
    try:
        found = orjson.loads(envelope)
    except orjson.JSONDecodeError:
        return None
    url = found.get("url") if isinstance(found, dict) else None
    return url if isinstance(url, str) else None


def _message(origin: str, url: str | None, value: bytes, fields: Mapping[str, str | None]) -> Message:
    return Message(origin, url.encode() if url else None, value, encoded(fields.items()))
