"""Decides, check by check, what a message on the raw topic says and whether a page is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from schemas import headers as names
from schemas.address import page_url
from schemas.encoding import undo
from schemas.envelope import read_envelope
from schemas.limits import Limits
from schemas.rejection import Reason, Skipped, Unprocessable
from schemas.sniff import FEED_ROOTS, foreign_kind, looks_like_html, root_name
from schemas.timestamps import instant_or_none

_ENVELOPE = "application/json"
_HTML_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
_XML_TYPES = frozenset({"text/xml", "application/xml"})
_PAGE_TYPES = _HTML_TYPES | _XML_TYPES
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_VAGUE_TYPES = frozenset({"text/plain", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
_FIRST_ERROR_STATUS = 400


class Received(NamedTuple):
    """What a message says of a page, in the order of the fields of `Page`."""

    url: str
    body: bytes
    content_type: str | None
    fetched_at: datetime | None
    http_status: int | None


def read_message(
    key: bytes | None, value: bytes | None, headers: Iterable[tuple[str, bytes | None]], limits: Limits
) -> Received:
    """What the message says; raises the `PageError` of the first check that it fails."""
    if value is None:
        raise Skipped(Reason.TOMBSTONE)
    if len(value) > limits.message_bytes:
        raise Unprocessable(
            Reason.TOO_LARGE, f"{len(value)} bytes on the topic, limit {limits.message_bytes}"
        )
    sent = _texts(headers)
    received = _unpacked(key, value, sent, limits)
    if received.http_status is not None and received.http_status >= _FIRST_ERROR_STATUS:
        raise Skipped(Reason.HTTP_ERROR, str(received.http_status))
    _check_body(received.body, limits)
    _check_type(_media_type(received.content_type), received.body)
    return received


def _texts(headers: Iterable[tuple[object, object]]) -> dict[str, str]:
    """Headers by name in lower case, the last of a name; what is no text is left out."""
    texts: dict[str, str] = {}
    for name, value in headers:
        if isinstance(name, str) and isinstance(value, bytes):
            texts[name.lower()] = value.decode("utf-8", "replace").strip()
    return texts


def _unpacked(key: bytes | None, value: bytes, sent: Mapping[str, str], limits: Limits) -> Received:
    body = undo(value, sent.get(names.CONTENT_ENCODING), limits.page_bytes)
    content_type = sent.get(names.CONTENT_TYPE)
    fetched_at = instant_or_none(sent.get(names.FETCHED_AT))
    http_status = _status(sent.get(names.HTTP_STATUS))
    urls = (sent.get(names.URL), key)
    if _media_type(content_type) != _ENVELOPE or not body or body.isspace():
        return Received(page_url(urls, limits.url_length), body, content_type, fetched_at, http_status)
    inner = read_envelope(body)
    return Received(
        page_url((inner.url, *urls), limits.url_length),
        undo(inner.body, None, limits.page_bytes),
        inner.content_type,
        inner.fetched_at or fetched_at,
        inner.http_status if inner.http_status is not None else http_status,
    )


def _check_body(body: bytes, limits: Limits) -> None:
    if not body or body.isspace():
        raise Skipped(Reason.EMPTY, "the body has no bytes" if not body else "the body is white space")
    if len(body) > limits.page_bytes:
        raise Unprocessable(Reason.TOO_LARGE, f"{len(body)} bytes unpacked, limit {limits.page_bytes}")


def _check_type(media_type: str, body: bytes) -> None:
    """What the bytes are goes before what they were sent as."""
    if kind := foreign_kind(body):
        raise Unprocessable(Reason.UNSUPPORTED_TYPE, f"the body is {kind}")
    root = root_name(body)
    if root in FEED_ROOTS or media_type in _FEED_TYPES or (media_type in _XML_TYPES and root != b"html"):
        raise Skipped(Reason.FEED, f"sent as {media_type or 'no type'}")
    if media_type in _VAGUE_TYPES and looks_like_html(body):
        return
    if media_type not in _PAGE_TYPES:
        raise Unprocessable(Reason.UNSUPPORTED_TYPE, f"{media_type[:80]!a}")


def _media_type(content_type: str | None) -> str:
    """Type and subtype in lower case; empty where the header is absent or is no media type."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    return media_type if media_type.isascii() and media_type.count("/") == 1 else ""


def _status(text: str | None) -> int | None:
    return int(text) if text and len(text) == 3 and text.isascii() and text.isdecimal() else None
