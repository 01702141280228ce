"""Decides how a page in a JSON envelope is read: `{url, html | html_base64, content_type?, ...}`."""

from __future__ import annotations

import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from schemas.rejection import Reason, Unprocessable
from schemas.timestamps import instant_or_none


class Envelope(NamedTuple):
    """What an envelope says; null where it says nothing."""

    url: str | None
    body: bytes
    content_type: str | None
    fetched_at: datetime | None
    http_status: int | None


_TYPES: dict[str, tuple[type, str]] = {
    "url": (str, "text"),
    "html": (str, "text"),
    "html_base64": (str, "text"),
    "content_type": (str, "text"),
    "fetched_at": (str, "text"),
    "http_status": (int, "a whole number"),
    "headers": (dict, "an object"),
}


def read_envelope(value: bytes) -> Envelope:
    """The page in an envelope; raises `Unprocessable(INVALID_ENVELOPE)` with the field and what was expected.

    Fields that are not known are passed over, and null is as good as absent.
    """
    fields = _fields(value)
    if ("html" in fields) == ("html_base64" in fields):
        raise _invalid("html, html_base64: expected exactly one of them")
    body, content_type = _decoded(fields["html"]) if "html" in fields else _raw(fields)
    return Envelope(
        url=fields.get("url"),
        body=body,
        content_type=content_type,
        fetched_at=instant_or_none(fields.get("fetched_at")),
        http_status=fields.get("http_status"),
    )


def _fields(value: bytes) -> dict[str, Any]:
    envelope = _parsed(value)
    if not isinstance(envelope, dict):
        raise _invalid("expected an object")
    fields = {name: envelope[name] for name in _TYPES if envelope.get(name) is not None}
    for name, item in fields.items():
        expected, words = _TYPES[name]
        if not isinstance(item, expected) or isinstance(item, bool):
            raise _invalid(f"{name}: expected {words}")
    return fields


def _parsed(value: bytes) -> object:
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return _parsed_leniently(value)


def _parsed_leniently(value: bytes) -> object:
    """Python's own reader takes halves of surrogate pairs, which crawlers write for bytes they cannot decode."""
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise _invalid(f"expected JSON; it stops making sense at character {error.pos}") from error
    except (ValueError, RecursionError) as error:
        raise _invalid("expected JSON in UTF-8") from error


def _decoded(html: str) -> tuple[bytes, str]:
    """Text that the sender has decoded already: whatever charset it names inside no longer holds."""
    return html.encode("utf-8", "replace"), "text/html; charset=utf-8"


def _raw(fields: Mapping[str, Any]) -> tuple[bytes, str | None]:
    try:
        body = binascii.a2b_base64("".join(fields["html_base64"].split()), strict_mode=True)
    except ValueError as error:
        raise _invalid("html_base64: expected base64") from error
    return body, fields.get("content_type") or _header(fields.get("headers", {}), "content-type")


def _header(headers: Mapping[str, Any], name: str) -> str | None:
    """A response header by its name in lower case; of several values the last."""
    values = [value for key, value in headers.items() if key.lower() == name]
    flat = [text for value in values for text in (value if isinstance(value, list) else [value])]
    return next((text for text in reversed(flat) if isinstance(text, str)), None)


def _invalid(detail: str) -> Unprocessable:
    return Unprocessable(Reason.INVALID_ENVELOPE, detail)
