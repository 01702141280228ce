"""Decides how ranges of a topic are read: by a consumer of its own, without a group, up to ends that are given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from streams import checksum
from streams.connection import client_options
from streams.diagnosis import start, told
from streams.history.patience import Patience
from streams.history.span import Span
from streams.settings import Settings
from streams.topics import HEADROOM_BYTES

POLL_MS = 200
# So many records at a time; each may be as large as the largest page.
MOST_RECORDS = 500
FETCH_BYTES = 16 * 1024 * 1024
AHEAD = timedelta(hours=1, minutes=10)
"""So far ahead of its arrival a message may be dated (log.message.timestamp.after.max.ms); clocks differ a little."""

_Firsts = Mapping[TopicPartition, int]


class ReadError(Exception):
    """The broker cannot be reached or refuses; the text is one line for a person."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read of one partition at a time."""

    partition: int
    records: Sequence[ConsumerRecord]
    position: int
    """All before this offset has been read, marks of transactions and gaps of compaction included."""
    expired: int = 0
    """Of the offsets before it, so many had expired since the span was chosen."""


@asynccontextmanager
async def consumer(settings: Settings, *, committed: bool = True) -> AsyncIterator[AIOKafkaConsumer]:
    """A client that belongs to no group and commits nothing. Raises `ReadError`.

    It reads, and takes for a topic's end, what is `committed` by its transaction; else all that was written.
    """
    checksum.check()
    reader = AIOKafkaConsumer(
        **client_options(settings),
        check_crcs=False,  # streams.checksum does
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level="read_committed" if committed else "read_uncommitted",
        max_partition_fetch_bytes=max(
            settings.producer_max_request_size, settings.max_message_bytes + HEADROOM_BYTES
        ),
        fetch_max_bytes=FETCH_BYTES,
    )
    try:
        await start(reader)
        yield reader
    except (KafkaError, OSError, TimeoutError) as error:
        raise ReadError(told(error, settings, "cannot read")) from error
    finally:
        await _stop(reader)


async def _stop(reader: AIOKafkaConsumer) -> None:
    """While it closes, aiokafka keeps an end of ours, as of Ctrl-C, to itself, or takes the end of a fetch for one."""
    asyncio.get_running_loop().set_exception_handler(unless_closed_twice)
    try:
        await reader.stop()
    except asyncio.CancelledError:
        await reader._client.close()  # noqa: SLF001 - what it left undone
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def unless_closed_twice(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tells of errors in callbacks, but not that aiokafka hears twice of the end of a connection."""
    if not isinstance(context.get("exception"), asyncio.InvalidStateError):
        loop.default_exception_handler(context)


async def read(reader: AIOKafkaConsumer, topic: str, spans: Sequence[Span]) -> AsyncGenerator[Batch, None]:
    """All of these offsets that hold a message, each partition in its order, partitions in turn as they come.

    A batch without records tells that a partition was read further all the same. Offsets that expire while we read are
    left out, and told. Raises `ReadError` where the topic is deleted meanwhile, or no broker answers for minutes.
    """
    left = {TopicPartition(topic, span.partition): span for span in spans if len(span)}
    reader.assign(list(left))
    for at, span in left.items():
        reader.seek(at, span.start)
    positions = {at: span.start for at, span in left.items()}
    patience = Patience(reader, topic)
    while left:
        before = dict(positions)
        found, firsts = await _more(reader)
        for at, span in list(left.items()):
            position = min(await reader.position(at), span.end)
            if position > positions[at]:
                expired = max(0, min(firsts.get(at, 0), span.end) - positions[at])
                positions[at] = position
                records = [record for record in found.get(at, ()) if record.offset < span.end]
                yield Batch(at.partition, records, position, expired)
            if position >= span.end:
                del left[at]
                reader.pause(at)
        if positions != before:
            patience.heard()
        elif why := await patience.end():
            raise ReadError(why)


async def first_times(reader: AIOKafkaConsumer, topic: str, spans: Sequence[Span]) -> AsyncIterator[int]:
    """The time of the first message of each span that has one, in milliseconds since 1970."""
    for span in spans:
        async with aclosing(read(reader, topic, [span])) as batches:
            async for batch in batches:
                if batch.records:
                    yield batch.records[0].timestamp
                    break


async def _more(
    reader: AIOKafkaConsumer,
) -> tuple[Mapping[TopicPartition, Sequence[ConsumerRecord]], _Firsts]:
    """What has come; or, where what was asked for has expired, the offsets at which these partitions now begin."""
    try:
        return await reader.getmany(timeout_ms=POLL_MS, max_records=MOST_RECORDS), {}
    except OffsetOutOfRangeError as error:
        return {}, await _skip_expired(reader, error)


async def _skip_expired(reader: AIOKafkaConsumer, error: OffsetOutOfRangeError) -> _Firsts:
    positions: Mapping[TopicPartition, int] = error.args[0]
    firsts: _Firsts = await reader.beginning_offsets(list(positions))
    for at, first in firsts.items():
        if first <= positions[at]:  # the topic was made anew, or its end was lost
            raise ReadError(f"{at.topic}/{at.partition} ends before offset {positions[at]}, which was there")
        reader.seek(at, first)
    return firsts


def texts(record: ConsumerRecord) -> Mapping[str, str]:
    """The headers as text; of one that is given twice, the last."""
    return {name: value.decode(errors="replace") for name, value in record.headers if value is not None}
