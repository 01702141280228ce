"""Decides what a replay is before its first page: which pages, by which version, where their outcomes go."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from streams import __version__
from streams.history.rerun import Pages
from streams.history.span import Span
from streams.history.wanted import Wanted
from streams.settings import Settings

NOWHERE = ""
"""In the place of a topic: outcomes of this kind are counted, and not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where outcomes go, each a topic or `NOWHERE`."""

    articles: str
    skipped: str
    dead: str

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that are written to."""
        return tuple(topic for topic in (self.articles, self.skipped, self.dead) if topic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One replay. What is not in it may differ when it is resumed."""

    replay: str
    """Its id, like no other's; the header `replay-id` of what it writes."""
    version: str
    """Version of the software, which is part of each outcome."""
    servers: tuple[str, ...]
    """The brokers whose offsets these are."""
    pages: Pages
    to: Targets

    def dumps(self) -> bytes:
        """As JSON."""
        return orjson.dumps(self, default=sorted, option=orjson.OPT_INDENT_2)

    @classmethod
    def loads(cls, text: bytes) -> Plan:
        """From JSON. Raises `ValueError`, `LookupError` or `TypeError` for what is no plan."""
        given: dict[str, Any] = orjson.loads(text)
        pages, to = _pages(given.pop("pages")), Targets(**given.pop("to"))
        return cls(**{**given, "servers": tuple(given["servers"])}, pages=pages, to=to)


def plan(settings: Settings, pages: Pages, to: Targets) -> Plan:
    """A replay that begins now."""
    return Plan(
        replay=f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
        version=__version__,
        servers=settings.bootstrap_servers,
        pages=pages,
        to=to,
    )


def _pages(given: Mapping[str, Any]) -> Pages:
    wanted = given["wanted"]
    urls = wanted["urls"]
    return Pages(
        topic=given["topic"],
        spans=[Span(**span) for span in given["spans"]],
        wanted=Wanted(**{**wanted, "urls": None if urls is None else frozenset(urls)}),
        limit=given["limit"],
    )
