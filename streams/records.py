"""Decides which record tells an outcome: its topic, key, value and headers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from aiokafka import ConsumerRecord

from schemas import headers as names
from streams import __version__
from streams.moment import rfc3339
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


def message(record: ConsumerRecord[bytes, bytes]) -> Message:
    """A record of Kafka's client as a message."""
    return Message(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be written. Its value is never null: on a compacted topic that would delete."""

    topic: str
    key: bytes | None
    value: bytes
    headers: tuple[Header, ...]

    @property
    def size(self) -> int:
        """Bytes of value and key."""
        return len(self.value) + len(self.key or b"")


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
    topic, partition, offset, timestamp = message.topic, message.partition, message.offset, message.timestamp
    return (
        *_of_event(topic, kind),
        (names.CE_ID, f"{topic}/{partition}/{offset}@{__version__}".encode()),
        # Kafka's word for none is -1.
        *(() if timestamp is None or timestamp < 0 else ((names.CE_TIME, rfc3339(timestamp).encode()),)),
        *_of_partition(topic, partition),
        (names.SOURCE_OFFSET, b"%d" % offset),
        (names.EXTRACTOR_VERSION, _VERSION),
    )


@cache
def _of_event(topic: str, kind: Kind) -> tuple[Header, ...]:
    return (
        (names.CE_SPECVERSION, text(CE_SPECVERSION)),
        (names.CE_TYPE, text(CE_TYPES[kind])),
        (names.CE_SOURCE, text(f"/kafka/{topic}")),
    )


@cache
def _of_partition(topic: str, partition: int) -> tuple[Header, ...]:
    return (names.SOURCE_TOPIC, text(topic)), (names.SOURCE_PARTITION, text(partition))


def text(value: object) -> bytes:
    """A header's value."""
    return str(value).encode(errors="replace")


def _passed_through(headers: Iterable[Header]) -> tuple[Header, ...]:
    return tuple(header for header in headers if header[0] in names.PASSED_THROUGH)


_VERSION = text(__version__)
