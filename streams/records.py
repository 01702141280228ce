"""Decides which record tells an outcome: its topic, key, value and headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schemas import headers as names
from streams import __version__
from streams.outcome import Kind, Outcome

# https://github.com/cloudevents/spec/blob/main/cloudevents/spec.md#required-attributes
CE_SPECVERSION = "1.0"
CE_TYPES = {
    Kind.ARTICLE: "streams.article.v1",
    Kind.SKIPPED: "streams.skipped.v1",
    Kind.DEAD: "streams.dead-letter.v1",
}

Header = tuple[str, bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it was read from the raw topic."""

    topic: str
    partition: int
    offset: int
    timestamp: int | None
    """Kafka's timestamp in milliseconds since 1970; None where it has none."""
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of value and key."""
        return len(self.value or b"") + len(self.key or b"")


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be written. Its value is never null: on a compacted topic that would delete."""

    topic: str
    key: bytes | None
    value: bytes
    headers: tuple[Header, ...]


def article_record(message: Message, outcome: Outcome, topic: str) -> Record:
    """The record of an article."""
    headers = (
        (names.CONTENT_TYPE, b"application/json"),
        *stamp(message, Kind.ARTICLE),
        *_passed_through(message.headers),
    )
    return Record(topic, outcome.key, outcome.payload or b"", headers)


def skipped_record(message: Message, outcome: Outcome, topic: str) -> Record:
    """The record of a page without an article: its headers tell all, the value is empty."""
    headers = (
        *stamp(message, Kind.SKIPPED),
        (names.URL, text(outcome.url)),
        (names.SKIP_REASON, text(outcome.reason)),
        (names.SKIP_DETAIL, text(outcome.detail)),
        *_passed_through(message.headers),
    )
    return Record(topic, message.key, b"", headers)


def stamp(message: Message, kind: Kind) -> tuple[Header, ...]:
    """Headers of every outcome. The same message and version always have the same: a duplicate can be told."""
    source = f"{message.topic}/{message.partition}/{message.offset}"
    values = {
        names.CE_SPECVERSION: CE_SPECVERSION,
        names.CE_TYPE: CE_TYPES[kind],
        names.CE_SOURCE: f"/kafka/{message.topic}",
        names.CE_ID: f"{source}@{__version__}",
        names.CE_TIME: _rfc3339(message.timestamp),
        names.SOURCE_TOPIC: message.topic,
        names.SOURCE_PARTITION: message.partition,
        names.SOURCE_OFFSET: message.offset,
        names.EXTRACTOR_VERSION: __version__,
    }
    return tuple((name, text(value)) for name, value in values.items() if value is not None)


def text(value: object) -> bytes:
    """A header's value."""
    return str(value).encode(errors="replace")


def _passed_through(headers: Iterable[Header]) -> tuple[Header, ...]:
    return tuple(header for header in headers if header[0] in names.PASSED_THROUGH)


def _rfc3339(milliseconds: int | None) -> str | None:
    if milliseconds is None or milliseconds < 0:  # Kafka's word for none is -1
        return None
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(milliseconds=milliseconds % 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
