"""Decides how ranges of a topic are read: by a consumer of its own, without a group, up to ends that are given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from streams.connection import client_options, told
from streams.history.span import Span
from streams.records import Message
from streams.settings import Settings
from streams.topics import HEADROOM_BYTES

POLL_MS = 200
# So many records at a time; each may be as large as the largest page.
MOST_RECORDS = 500
FETCH_BYTES = 16 * 1024 * 1024


class ReadError(Exception):
    """The broker cannot be reached or refuses; the text is one line for a person."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read of one partition at a time."""

    partition: int
    records: Sequence[ConsumerRecord]
    position: int
    """All before this offset has been read, marks of transactions and gaps of compaction included."""


@asynccontextmanager
async def consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """A client that reads what is committed, belongs to no group and commits nothing. Raises `ReadError`."""
    reader = AIOKafkaConsumer(
        **client_options(settings),
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed",
        max_partition_fetch_bytes=max(
            settings.producer_max_request_size, settings.max_message_bytes + HEADROOM_BYTES
        ),
        fetch_max_bytes=FETCH_BYTES,
    )
    try:
        await reader.start()
        yield reader
    except (KafkaError, OSError, TimeoutError) as error:
        raise ReadError(told(error, settings, "cannot read")) from error
    finally:
        await _stop(reader)


async def _stop(reader: AIOKafkaConsumer) -> None:
    try:
        await reader.stop()
    except asyncio.CancelledError:
        # aiokafka lets the end of a fetch that waited to try again pass for an end of ours.
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        await reader._client.close()  # noqa: SLF001 - what it left undone


async def read(reader: AIOKafkaConsumer, topic: str, spans: Sequence[Span]) -> AsyncIterator[Batch]:
    """All of these offsets that hold a message, each partition in its order, partitions in turn as they come.

    A batch without records tells that a partition was read further all the same. Offsets that expire while we read are
    left out.
    """
    left = {TopicPartition(topic, span.partition): span for span in spans if len(span)}
    reader.assign(list(left))
    for at, span in left.items():
        reader.seek(at, span.start)
    positions = {at: span.start for at, span in left.items()}
    while left:
        found = await _more(reader)
        for at, span in list(left.items()):
            position = min(await reader.position(at), span.end)
            if position > positions[at]:
                positions[at] = position
                records = [record for record in found.get(at, ()) if record.offset < span.end]
                yield Batch(at.partition, records, position)
            if position >= span.end:
                del left[at]
                reader.pause(at)


async def _more(reader: AIOKafkaConsumer) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
    try:
        more: Mapping[TopicPartition, Sequence[ConsumerRecord]] = await reader.getmany(
            timeout_ms=POLL_MS, max_records=MOST_RECORDS
        )
    except OffsetOutOfRangeError as error:
        await _skip_expired(reader, error)
        return {}
    return more


async def _skip_expired(reader: AIOKafkaConsumer, error: OffsetOutOfRangeError) -> None:
    positions: Mapping[TopicPartition, int] = error.args[0]
    firsts = await reader.beginning_offsets(list(positions))
    for at, first in firsts.items():
        if first <= positions[at]:  # the topic was made anew, or its end was lost
            raise ReadError(f"{at.topic}/{at.partition} ends before offset {positions[at]}, which was there")
        reader.seek(at, first)


def message(record: ConsumerRecord) -> Message:
    """The record as the worker sees it."""
    return Message(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )


def texts(record: ConsumerRecord) -> Mapping[str, str]:
    """The headers as text; of one that is given twice, the last."""
    return {name: value.decode(errors="replace") for name, value in record.headers if value is not None}
