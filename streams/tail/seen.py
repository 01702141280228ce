"""Decides what is told of one outcome: when, what, why, of which page, and from where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from aiokafka import ConsumerRecord

from schemas import headers as names
from streams.history.reader import texts
from streams.history.wanted import url_of
from streams.outcome import Kind

# Headers that are told to programs as they are, by the name that they have there.
_TOLD = {
    "stage": names.ERRORS_STAGE,
    "attempts": names.ERRORS_ATTEMPTS,
    "exception": names.ERRORS_EXCEPTION_CLASS,
    "fingerprint": names.ERRORS_FINGERPRINT,
    "first_failed_at": names.ERRORS_FIRST_FAILED_AT,
    "extractor_version": names.EXTRACTOR_VERSION,
    "ce_id": names.CE_ID,
    "traceparent": names.TRACEPARENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One outcome, as far as it is told; of a dead letter never the page."""

    kind: Kind
    timestamp: int
    """When the outcome was written, in milliseconds since 1970."""
    place: tuple[str, int, int]
    """Topic, partition and offset of the outcome itself."""
    source: tuple[str, str, str]
    """Topic, partition and offset of its page, as the headers tell."""
    url: str
    """URL of the page; empty where its message told none."""
    reason: str = ""
    """Why there is no article."""
    detail: str = ""
    """Title of an article, else the reason for a person."""
    words: int | None = None
    quality: float | None = None
    size: int = 0
    """Bytes of the value."""
    others: Mapping[str, str]
    """Further headers that are there, by the name that a program knows."""
    article: bytes | None = None
    """The article as JSON, where all of it is wanted."""

    @property
    def host(self) -> str:
        """Host of the URL, without `www.`; empty where there is none."""
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:  # `http://[` is no URL
            return ""


def seen(record: ConsumerRecord, kind: Kind, *, full: bool = False) -> Seen:
    """What is told of a record on the topic of this kind; `full` keeps the article itself."""
    given = texts(record)
    article = _article(record.value) if kind is Kind.ARTICLE else {}
    return Seen(
        kind=kind,
        timestamp=record.timestamp,
        place=(record.topic, record.partition, record.offset),
        source=(
            given.get(names.SOURCE_TOPIC, ""),
            given.get(names.SOURCE_PARTITION, ""),
            given.get(names.SOURCE_OFFSET, ""),
        ),
        url=url_of(record.key, record.value, record.headers),
        reason=given.get(names.SKIP_REASON) or given.get(names.ERRORS_REASON, ""),
        detail=str(article.get("title") or "")
        or given.get(names.SKIP_DETAIL)
        or given.get(names.ERRORS_EXCEPTION_MESSAGE, ""),
        words=article.get("word_count"),
        quality=(article.get("quality") or {}).get("score"),
        size=len(record.value or b""),
        others={name: given[header] for name, header in _TOLD.items() if header in given},
        article=record.value if full and article else None,
    )


def _article(value: bytes | None) -> Mapping[str, Any]:
    """Empty for what is none: on a topic that others write too, that is no reason to stop."""
    try:
        found = orjson.loads(value or b"null")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
