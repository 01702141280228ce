"""Decides what a dead letter keeps of its message and what it tells of the failure.

The value, the key and the sender's headers stay as they were; the failure is told in Kafka Connect's vocabulary:
https://cwiki.apache.org/confluence/display/KAFKA/KIP-298%3A+Error+Handling+in+Connect
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

import cramjam

from schemas import headers as names
from streams.outcome import Kind, Outcome
from streams.records import Header, Message, Record, stamp, text

COMPRESSION = "zstd"
COMPRESSION_LEVEL = 3
# A record takes up so much more than its key, value and headers, at most.
OVERHEAD_BYTES = 1024
# Kafka's default of `max.message.bytes` is a little above this.
SMALL_BYTES = 900_000


def _named(*prefixes: str) -> frozenset[str]:
    return frozenset(
        value for name, value in vars(names).items() if name.startswith(prefixes) and isinstance(value, str)
    )


# What is said of a message under these names is ours alone: an audit relies on it.
_FACTS = _named("SOURCE_", "EXTRACTOR_", "REPLAY_", "TRUNCATED_", "ERRORS_")
# A sender may describe its message as a CloudEvent too: that is part of it and stays.
_OWN = _FACTS | _named("CE_")


def dead_letter(message: Message, outcome: Outcome, *, topic: str, group: str, failed_at: str) -> Record:
    """The dead letter of a message. `group` names who gave up; `failed_at` is the time now, RFC 3339."""
    known = dict(message.headers)
    failed_before = names.ERRORS_TOPIC in known
    replaced = _OWN if failed_before else _FACTS
    kept = tuple(header for header in message.headers if header[0] not in replaced)
    own = (*stamp(message, Kind.DEAD), *_failure(message, outcome, group, failed_at, known))
    names_kept = {name for name, _ in kept}
    headers = kept + tuple(header for header in own if header[0] not in names_kept)
    return Record(topic, message.key, message.value or b"", headers)


def of_sender(headers: tuple[Header, ...]) -> tuple[Header, ...]:
    """Those headers of a dead letter that its message came in with."""
    return tuple(header for header in headers if header[0] not in _OWN)


def attempts_of(headers: Mapping[str, bytes | None]) -> int:
    """How often a message was tried before, as a dead letter's headers tell; 0 where they do not."""
    written = headers.get(names.ERRORS_ATTEMPTS) or b""
    return int(written) if written.isdigit() and len(written) < 10 else 0


def smaller(record: Record, limit: int) -> Iterator[Record]:
    """Ever smaller forms of a dead letter that is over the broker's limit; each loses more, the last nearly all.

    `limit` is the largest record that our own client sends, in bytes.
    """
    packed = _packed(record)
    if len(packed.value) < len(record.value):
        yield packed
    for size in (limit, SMALL_BYTES):
        room = max(0, size - _size(record.headers, record.key) - OVERHEAD_BYTES)
        if room < len(record.value):
            yield _cut(record, room)
    bare = replace(record, headers=tuple(header for header in record.headers if header[0] in _OWN))
    yield _cut(bare, 0)
    yield replace(_cut(bare, 0), key=None)


def _failure(
    message: Message, outcome: Outcome, group: str, failed_at: str, known: dict[str, bytes | None]
) -> Iterator[Header]:
    values = {
        names.ERRORS_TOPIC: message.topic,
        names.ERRORS_PARTITION: message.partition,
        names.ERRORS_OFFSET: message.offset,
        names.ERRORS_CONNECTOR_NAME: group,
        names.ERRORS_STAGE: outcome.reason.stage if outcome.reason else "",
        names.ERRORS_REASON: outcome.reason or "",
        names.ERRORS_EXCEPTION_CLASS: outcome.exception,
        names.ERRORS_EXCEPTION_MESSAGE: outcome.detail,
        names.ERRORS_FINGERPRINT: outcome.fingerprint,
        names.ERRORS_ATTEMPTS: attempts_of(known) + 1,
    }
    yield from ((name, text(value)) for name, value in values.items())
    yield names.ERRORS_FIRST_FAILED_AT, known.get(names.ERRORS_FIRST_FAILED_AT) or text(failed_at)


def _packed(record: Record) -> Record:
    value = bytes(cramjam.zstd.compress(record.value, level=COMPRESSION_LEVEL))
    return replace(
        record, value=value, headers=(*record.headers, (names.ERRORS_VALUE_ENCODING, text(COMPRESSION)))
    )


def _cut(record: Record, room: int) -> Record:
    headers = (
        *record.headers,
        (names.TRUNCATED_LENGTH, text(len(record.value))),
        (names.TRUNCATED_SHA256, text(sha256(record.value).hexdigest())),
    )
    return replace(record, value=record.value[:room], headers=headers)


def _size(headers: tuple[Header, ...], key: bytes | None) -> int:
    # 10: two lengths beside each name and value.
    return len(key or b"") + sum(len(name) + len(value or b"") + 10 for name, value in headers)
