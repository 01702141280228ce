"""Decides how outcomes are followed: from where on, through lost connections, and on partitions that are new."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from streams.history import reader as history
from streams.history import span
from streams.history.reader import ReadError
from streams.history.span import Choice, spans
from streams.settings import Settings
from streams.tail.seen import Seen

POLL_MS = 200
MOST_RECORDS = 200
# So often the broker is asked whether it is there and which partitions it has.
LOOK_SECONDS = 2.0
RETRY_SECONDS = 1.0
# Too few in so many messages of each partition: then so many times more are read.
WIDER = 10

Positions = dict[TopicPartition, int]
Sight = Callable[[ConsumerRecord], Seen | None]
"""What is told of a record; None where it is not wanted."""


class Notice(Enum):
    """What is told beside outcomes."""

    GONE = "the broker does not answer: waiting for it"
    BACK = "the broker answers again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is to be seen."""

    topics: tuple[str, ...]
    sight: Sight
    last: int | None = None
    """So many of the newest first, in the order of their times; None for all of what `since` says."""
    since: datetime | None = None
    """Only what has this time or a later one."""
    follow: bool = True
    """Go on for ever."""


async def watch(settings: Settings, what: Watch) -> AsyncGenerator[Seen | Notice, None]:
    """Outcomes that are there, then those that come.

    A broker that goes away is waited for, with a `Notice`; nothing is left out and nothing told twice. Raises
    `ReadError` where it cannot be reached at first, `NoSuchPart` where a topic is not there.
    """
    at: Positions = {}
    async with history.consumer(settings) as reader:
        starts, ends = await _bounds(reader, what)
        found, at = await _newest(reader, what, starts, ends) if what.last is not None else ([], starts)
        for each in found:
            yield each
        if not what.follow:
            async for each in _up_to(reader, what.sight, at, ends):
                yield each
            return
    async for told in _for_ever(settings, what, at):
        yield told


async def _bounds(reader: AIOKafkaConsumer, what: Watch) -> tuple[Positions, Positions]:
    starts: Positions = {}
    ends: Positions = {}
    for topic in what.topics:
        for part in await spans(reader, topic, Choice(since=what.since)):
            at = TopicPartition(topic, part.partition)
            starts[at], ends[at] = part.start, part.end
    return starts, ends


async def _newest(
    reader: AIOKafkaConsumer, what: Watch, starts: Positions, ends: Positions
) -> tuple[list[Seen], Positions]:
    """The newest that are wanted, and where to go on; as many messages as it takes are read for them."""
    window = what.last or 0
    while True:
        at = {each: max(starts[each], end - window) for each, end in ends.items()}
        from_the_start = at == starts
        newest: list[tuple[int, int, Seen]] = []
        number = 0
        async for each in _up_to(reader, what.sight, at, ends):
            number += 1
            heapq.heappush(newest, (each.timestamp, number, each))
            if len(newest) > (what.last or 0):
                heapq.heappop(newest)
        if from_the_start or len(newest) >= (what.last or 0):
            return [each for _, _, each in sorted(newest)], at
        window *= WIDER


async def _up_to(
    reader: AIOKafkaConsumer, sight: Sight, at: Positions, ends: Mapping[TopicPartition, int]
) -> AsyncIterator[Seen]:
    """What lies before these ends, and what a broker that tells them too low has beyond; `at` goes along."""
    _take_up(reader, at)
    is_there = False
    while not is_there:
        # Looked at before the last reading: under a load that never pauses it ends all the same.
        is_there = all(at[each] >= end for each, end in ends.items())
        for record in await _more(reader, at):
            if found := sight(record):
                yield found


async def _for_ever(settings: Settings, what: Watch, at: Positions) -> AsyncIterator[Seen | Notice]:
    gone = False
    while True:
        try:
            async with history.consumer(settings) as reader:
                _take_up(reader, at)
                async for found in _as_they_come(reader, what, at):
                    if gone:
                        yield Notice.BACK
                        gone = False
                    if found:
                        yield found
        except ReadError:
            if not gone:
                yield Notice.GONE
                gone = True
            await asyncio.sleep(RETRY_SECONDS)


async def _as_they_come(reader: AIOKafkaConsumer, what: Watch, at: Positions) -> AsyncIterator[Seen | None]:
    """Outcomes without an end; None now and then, as a sign that the broker answers."""
    clock = asyncio.get_running_loop().time
    look_at = clock()
    while True:
        if clock() >= look_at:
            await _look(reader, what.topics, at)
            look_at = clock() + LOOK_SECONDS
            yield None
        for record in await _more(reader, at):
            if found := what.sight(record):
                yield found


async def _look(reader: AIOKafkaConsumer, topics: tuple[str, ...], at: Positions) -> None:
    """Take up partitions that are new, from their beginnings. Raises where the broker does not answer."""
    known = await span.topics(reader)
    there = {TopicPartition(topic, number) for topic in topics for number in known.get(topic, ())}
    if new := there - set(at):
        at.update(await reader.beginning_offsets(new))
        _take_up(reader, at)


def _take_up(reader: AIOKafkaConsumer, at: Positions) -> None:
    reader.assign(list(at))
    for each, offset in at.items():
        reader.seek(each, offset)


async def _more(reader: AIOKafkaConsumer, at: Positions) -> list[ConsumerRecord]:
    """What comes within a moment; `at` is moved over it, and over marks of transactions."""
    try:
        batches = await reader.getmany(timeout_ms=POLL_MS, max_records=MOST_RECORDS)
    except OffsetOutOfRangeError as error:  # it has expired, or the topic was made anew
        for each, first in (await reader.beginning_offsets(list(error.args[0]))).items():
            at[each] = first
            reader.seek(each, first)
        return []
    for each in at:
        at[each] = await reader.position(each)
    return [record for records in batches.values() for record in records]
