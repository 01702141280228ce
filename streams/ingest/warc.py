"""Decides what of a web archive is a page: HTML responses, and what `streams export` wrote, as it was.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import orjson

from schemas import headers
from streams.ingest.message import Message, encoded

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

HTML_TYPES = ("text/html", "application/xhtml+xml")
# More than the worker can be told to take; what is longer is cut here and refused at the door.
LONGEST = 256 * 1024 * 1024
KAFKA_MESSAGE = "WARC-Kafka-Message"
"""Field of an exported message: its key and headers, in JSON and base64."""
# A message may have longer headers than an HTTP response.
LONGEST_FIELDS = 16 * 1024 * 1024
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")


class MissingWarcReader(Exception):
    """The optional WARC reader is not installed; the text tells how to install it."""


def read(stream: BinaryIO, origin: str) -> Iterator[Message]:
    """The HTML responses and exported messages of an archive, packed or not, in its order; others are passed over.

    Raises `MissingWarcReader`, and `OSError` where the archive is broken.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise MissingWarcReader("reading WARC needs fastwarc: pip install 'streams[warc]'") from error
    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.metadata
    for record in ArchiveIterator(stream, record_types=kinds, parse_http=True, max_header_len=LONGEST_FIELDS):
        origin_of_it = f"{origin}:{record.stream_pos}"
        if KAFKA_MESSAGE in record.headers:
            yield _exported(record, origin_of_it)
        elif record.is_http and (record.http_content_type or "").lower() in HTML_TYPES:
            yield _message(record, origin_of_it)


def _exported(record: WarcRecord, origin: str) -> Message:
    """The message as it was on the topic it was exported from."""
    try:
        known = orjson.loads(record.headers[KAFKA_MESSAGE])
        fields = tuple((str(name), _bytes(value)) for name, value in known["headers"])
        key = _bytes(known["key"])
    except (ValueError, TypeError, LookupError) as error:
        raise OSError(f"WARC: {KAFKA_MESSAGE} cannot be read at {origin}") from error
    is_tombstone = record.headers["WARC-Type"] == "metadata"
    return Message(origin, key, None if is_tombstone else record.reader.read(LONGEST), fields, as_is=True)


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def _message(record: WarcRecord, origin: str) -> Message:
    http = record.http_headers
    # WARC 1.0's grammar puts the URI in angle brackets, and some writers did.
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    body = record.reader.read(LONGEST)
    chunked = "chunked" in (http.get("Transfer-Encoding") or "").lower()
    fields = (
        (headers.URL, url),
        (headers.FETCHED_AT, record.headers.get("WARC-Date")),
        (headers.HTTP_STATUS, str(http.status_code or "")),
        (headers.CONTENT_TYPE, http.get("Content-Type")),
        (headers.CONTENT_ENCODING, http.get("Content-Encoding")),
    )
    return Message(origin, url.encode() or None, unchunked(body) if chunked else body, encoded(fields))


def unchunked(body: bytes) -> bytes:
    """The body without HTTP's chunk sizes; unchanged where an archive undid them but kept the header.

    https://www.rfc-editor.org/rfc/rfc9112#section-7.1
    """
    parts = []
    at = 0
    while at < len(body):
        size_line = _CHUNK_SIZE.match(body, at)
        if not size_line:
            return body
        size = int(size_line[1], 16)
        if size == 0:
            break
        start = size_line.end()
        parts.append(body[start : start + size])
        at = start + size + len(b"\r\n")
    return b"".join(parts)
