"""Decides what a page looks like on its way to the raw topic, and what is said of one that is not taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.rejection import Reason


@dataclass(frozen=True, slots=True)
class Message:
    """One page, ready to be published: the worker reads it as `schemas.page.Page.from_message` says."""

    origin: str
    """Where it was read, for people: `pages/a.html`, `news.jsonl:12` (line), `crawl.warc.gz:8204` (byte)."""
    key: bytes | None
    """Key of the message: the page's URL, None where it has none."""
    value: bytes | None
    """The page or its envelope, untouched; None for a tombstone."""
    headers: tuple[tuple[str, bytes | None], ...] = ()
    """Kafka headers, in order."""
    as_is: bool = False
    """A manifest names it, or it was on a raw topic before: published whatever it is."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page that was found but is not published."""

    origin: str
    """Where it was found."""
    reason: Reason
    """Why, in a word."""
    detail: str
    """Why, for a person."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A source that could not be read, from here on."""

    origin: str
    """Which file."""
    detail: str
    """What the system said."""


JSON = "application/json"
"""Content type of an envelope."""

Found = Message | Unreadable
"""What a source yields, in its order."""


def encoded(headers: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, bytes], ...]:
    """Headers as Kafka carries them, without those that have no value."""
    return tuple((name, value.encode()) for name, value in headers if value)
