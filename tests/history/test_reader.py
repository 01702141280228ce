"""Ranges of a topic on Apache Kafka, held against what librdkafka says of the same topic."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from confluent_kafka import Consumer, TopicPartition

from streams.history import reader as history
from streams.history.span import Choice, NoSuchPart, Span, spans
from streams.settings import Settings
from tests.brokers.kafka import KafkaNode
from tests.brokers.witness import TIMEOUT, Input, Witness

pytestmark = pytest.mark.kafka

START = datetime(2026, 11, 1, tzinfo=UTC)
FOREVER = {"retention_ms": "-1"}


class Shelf:
    """A topic with messages of known times."""

    def __init__(self, url: str) -> None:
        self.url, self.topic, self.witness = url, f"shelf-{uuid4().hex[:8]}", Witness(url)
        self.settings = Settings(bootstrap_servers=(url,))

    def fill(self, partition: int, minutes: Sequence[int]) -> None:
        """One message for each, so many minutes after the start."""
        self.witness.send(self.topic, [_at(minute) for minute in minutes], partition)

    def spans(self, **choice: object) -> list[Span]:
        """What a choice means."""

        async def ask() -> list[Span]:
            async with history.consumer(self.settings) as reader:
                return await spans(reader, self.topic, Choice(**choice))  # type: ignore[arg-type] # one a test

        return asyncio.run(ask())

    def read(self, **choice: object) -> dict[int, list[int]]:
        """The offsets of the messages in a choice."""
        found: dict[int, list[int]] = {}

        async def gather() -> None:
            async with history.consumer(self.settings) as reader:
                meant = await spans(reader, self.topic, Choice(**choice))  # type: ignore[arg-type] # one a test
                async for batch in history.read(reader, self.topic, meant):
                    found.setdefault(batch.partition, []).extend(record.offset for record in batch.records)

        asyncio.run(asyncio.wait_for(gather(), TIMEOUT))
        return found

    def kafkas_offset(self, partition: int, when: datetime) -> int:
        """Kafka's own answer for a time, by librdkafka."""
        client = Consumer({"bootstrap.servers": self.url, "group.id": "nobody"})
        try:
            asked = TopicPartition(self.topic, partition, int(when.timestamp() * 1000))
            [answer] = client.offsets_for_times([asked], TIMEOUT)
            end = client.get_watermark_offsets(TopicPartition(self.topic, partition), TIMEOUT)[1]
            return int(answer.offset) if answer.offset >= 0 else int(end)
        finally:
            client.close()


def _at(minute: int, key: bytes | None = None) -> Input:
    return Input(b"x", key, timestamp=int((START + timedelta(minutes=minute)).timestamp() * 1000))


@pytest.fixture
def shelf(kafka: KafkaNode) -> Shelf:
    """A topic of three partitions, empty yet."""
    made = Shelf(kafka.url)
    made.witness.create(made.topic, 3, **FOREVER)
    return made


@pytest.mark.parametrize("since", [-5, 0, 3, 10, 11, 500_000])
@pytest.mark.parametrize("until", [-5, 0, 3, 10, 11, 500_000])
def test_times_are_kafkas_own(shelf: Shelf, since: int, until: int) -> None:
    """At both edges of a partition, between, before all, after all, in the future, on an empty partition."""
    shelf.fill(0, [0, 2, 4, 10])
    shelf.fill(1, [3, 3, 1, 11])
    first, last = START + timedelta(minutes=since), START + timedelta(minutes=until)
    for span in shelf.spans(since=first, until=last):
        start = shelf.kafkas_offset(span.partition, first)
        assert span == Span(span.partition, start, max(start, shelf.kafkas_offset(span.partition, last)))


def test_all_is_what_is_there_now(shelf: Shelf) -> None:
    """Each partition, and those that are named only."""
    shelf.fill(0, range(7))
    shelf.fill(2, range(3))
    assert shelf.spans() == [Span(0, 0, 7), Span(1, 0, 0), Span(2, 0, 3)]
    assert shelf.spans(partitions={2}) == [Span(2, 0, 3)]
    assert shelf.spans(offsets={0: (2, 4), 2: (1, None)}) == [Span(0, 2, 4), Span(2, 1, 3)]
    assert shelf.spans(offsets={0: (5, 100), 1: (5, 9)}) == [Span(0, 5, 7), Span(1, 5, 5)]
    assert shelf.read(offsets={0: (2, 4), 1: (0, None), 2: (1, None)}) == {0: [2, 3], 2: [1, 2]}


def test_what_is_not_there_is_told(shelf: Shelf) -> None:
    """A partition, a topic."""
    with pytest.raises(NoSuchPart, match="has no partition 7: it has 3, 0 to 2"):
        shelf.spans(partitions={7})
    shelf.topic = "elsewhere"
    with pytest.raises(NoSuchPart, match="there is no topic elsewhere"):
        shelf.spans()
    assert "elsewhere" not in shelf.witness.topics()


def test_marks_and_aborted_messages_are_passed_over(shelf: Shelf) -> None:
    """Also where a span ends with them, or holds nothing else."""
    kept = shelf.witness.send_as_one(shelf.topic, [_at(1, b"k")] * 3, kept=True)
    taken_back = shelf.witness.send_as_one(shelf.topic, [_at(2, b"k")] * 2, kept=False)
    at = kept[0].partition
    assert shelf.read() == {at: [place.offset for place in kept]}
    assert shelf.read(offsets={at: (taken_back[0].offset, None)}) == {at: []}


def test_gaps_of_compaction_are_passed_over(shelf: Shelf) -> None:
    """Offsets that are no more are not waited for, be it at the end of a span."""
    shelf.topic += "-compact"
    shelf.witness.create(
        shelf.topic, 1, cleanup_policy="compact", segment_bytes="1048576", min_cleanable_dirty_ratio="0.01",
        max_compaction_lag_ms="100", segment_ms="100", delete_retention_ms="0", **FOREVER,
    )  # fmt: skip
    for _ in range(3):
        shelf.witness.send(shelf.topic, [Input(b"x", key) for key in (b"a", b"b", b"a")], 0)
        time.sleep(0.2)
    shelf.witness.send(shelf.topic, [Input(b"x", b"c")], 0)
    _eventually(lambda: len(shelf.read()[0]) < 10)
    offsets = shelf.read()[0]
    assert offsets[-1] == 9
    gap = next(offset for offset in range(10) if offset not in offsets)
    assert shelf.read(offsets={0: (gap, gap + 1)}) == {0: []}


def test_what_has_expired_is_left_out(shelf: Shelf) -> None:
    """It starts where the topic starts now, also where that happens while it reads."""
    shelf.fill(0, range(10))

    async def read_late() -> list[int]:
        async with history.consumer(shelf.settings) as reader:
            meant = await spans(reader, shelf.topic, Choice(partitions={0}))
            await asyncio.to_thread(shelf.witness.expire, shelf.topic, {0: 6})
            batches = [batch async for batch in history.read(reader, shelf.topic, meant)]
            assert sum(batch.expired for batch in batches) == 6
            return [record.offset for batch in batches for record in batch.records]

    assert asyncio.run(asyncio.wait_for(read_late(), TIMEOUT)) == [6, 7, 8, 9]
    assert shelf.spans(partitions={0}) == [Span(0, 6, 10)]


def test_what_is_to_end_ends_while_the_client_hangs_up(shelf: Shelf) -> None:
    """A Ctrl-C that comes in this moment is not lost, at whichever step."""

    async def use(is_read: asyncio.Event) -> None:
        async with history.consumer(shelf.settings) as reader:
            await spans(reader, shelf.topic, Choice())
            is_read.set()

    async def end_after(steps: int) -> bool:
        is_read = asyncio.Event()
        task = asyncio.create_task(use(is_read))
        await is_read.wait()
        for _ in range(steps):
            await asyncio.sleep(0)
        is_late = task.done()
        task.cancel()
        await asyncio.wait([task])
        return is_late or task.cancelled()

    async def all_steps() -> list[bool]:
        return [await end_after(steps) for steps in range(12)]

    assert all(asyncio.run(all_steps()))


def _eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.5)
