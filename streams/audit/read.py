"""Decides in which order the topics are read, so that a stream at work is never accused of what it has yet to write.

1. What the group has committed. Each page before that had its outcome confirmed earlier.
2. The pages, up to the end that the raw topic has then.
3. The ends of the topics of outcomes, taken after that: each outcome of a committed page lies before them, so a page
   that has none is missing. They are the ends of all that was written, not of what is committed: a transaction that is
   open holds back the committed end, behind which outcomes of finished transactions may lie. Reading waits for it.
4. What the raw topic holds by now: the source of each outcome before those ends is on it, has expired, or is foreign.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, KafkaError
from aiokafka.structs import OffsetAndMetadata

from schemas import headers as names
from streams.audit.book import Book, Totals, digest_of
from streams.audit.report import Report
from streams.connection import client_options
from streams.diagnosis import start, told
from streams.dlq.lineage import redriven_from
from streams.harvest import topics_of
from streams.history.reader import AHEAD, ReadError, consumer, first_times, read, texts
from streams.history.source import source_of
from streams.history.span import Choice, Span, spans
from streams.outcome import Kind
from streams.settings import Settings
from streams.topics import configs_of

# A broker that no group has used yet makes its topic of offsets when it is asked first.
COORDINATOR_SECONDS = 30.0


async def audit(settings: Settings, choice: Choice) -> Report:
    """What became of the pages in a part of the raw topic. Raises `ReadError`, `NoSuchPart`."""
    committed, compacts = await _asked(settings)
    async with consumer(settings) as reader, consumer(settings, committed=False) as ahead:
        pages = await spans(reader, settings.raw_topic, choice)
        books = {span.partition: Book(span, committed.get(span.partition, 0)) for span in pages}
        async for batch in read(reader, settings.raw_topic, pages):
            for record in batch.records:
                books[batch.partition].page(record.offset)
                first = redriven_from(texts(record), settings.raw_topic)
                if first and first[0] in books:
                    books[first[0]].copied(first[1])
        outcomes = {topic: await spans(ahead, topic, Choice()) for topic in topics_of(settings)}
        present = {span.partition: span for span in await spans(ahead, settings.raw_topic, Choice())}
        for number, book in books.items():
            book.present(present[number])
        judge = _Judge(settings.raw_topic, books, present)
        read_of = {
            kind: await _read_outcomes(reader, topic, kind, outcomes[topic], judge)
            for topic, kind in topics_of(settings).items()
        }
        articles = outcomes[settings.articles_topic]
        compacted = sum(map(len, articles)) - read_of[Kind.ARTICLE] if compacts else 0
        certain = await _certain_from(reader, settings.raw_topic, list(books), outcomes)
    return _report(
        settings,
        judge,
        doubtful=sum(_before(book.missing(), certain.get(number)) for number, book in books.items()),
        expired=sum(span.start for parts in outcomes.values() for span in parts),
        compacted=compacted,
    )


async def _certain_from(
    reader: AIOKafkaConsumer, raw: str, partitions: list[int], outcomes: Mapping[str, list[Span]]
) -> Mapping[int, int]:
    """For each partition of the raw topic, from which offset on retention has taken no outcome yet.

    What it took was written before the first record that is left. A page that came later has its outcome after that.
    A partition without such an offset is left out.
    """
    taken = {topic: [span for span in parts if span.start] for topic, parts in outcomes.items()}
    if not any(taken.values()):
        return dict.fromkeys(partitions, 0)
    if any(not len(span) for parts in taken.values() for span in parts):
        return {}  # nothing is left there that has a time
    times = [time for topic, parts in taken.items() async for time in first_times(reader, topic, parts)]
    since = datetime.fromtimestamp(max(times) / 1000, UTC) + AHEAD
    found = await spans(reader, raw, Choice(since=since, partitions=partitions))
    return {span.partition: span.start for span in found if len(span)}


def _before(ranges: Iterable[tuple[int, int]], end: int | None) -> int:
    """How many of the offsets in ranges, first and last, lie before an end; without one all."""
    return sum(max(0, (last + 1 if end is None else min(last + 1, end)) - first) for first, last in ranges)


class _Judge:
    """Ties each outcome to its page."""

    def __init__(self, topic: str, books: Mapping[int, Book], present: Mapping[int, Span]) -> None:
        self._topic = topic
        self._present = present
        self.books = books
        self.foreign = 0

    def take(self, record: ConsumerRecord, kind: Kind) -> None:
        """Count one outcome."""
        found = texts(record)
        source = source_of(found)
        if source is None or source.topic != self._topic or source.partition not in self._present:
            self.foreign += 1
        elif source.partition in self.books:
            self.books[source.partition].outcome(
                source.offset,
                kind,
                found.get(names.EXTRACTOR_VERSION, ""),
                digest_of(kind, record.key, record.value),
                replayed=names.REPLAY_ID in found,
            )
        first = redriven_from(found, self._topic)
        if first and first[0] in self.books:
            self.books[first[0]].copy_outcome(first[1], kind)


async def _read_outcomes(
    reader: AIOKafkaConsumer, topic: str, kind: Kind, parts: list[Span], judge: _Judge
) -> int:
    count = 0
    async for batch in read(reader, topic, parts):
        count += len(batch.records)
        for record in batch.records:
            judge.take(record, kind)
    return count


async def _asked(settings: Settings) -> tuple[Mapping[int, int], bool]:
    """What the group has committed of each partition, and whether the topic of articles is compacted."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await start(admin)
        found = await _noted(admin, settings.group)
        policy = (await configs_of(admin, settings.articles_topic)).get("cleanup.policy") or ""
    except (KafkaError, OSError, TimeoutError) as error:
        task = f"cannot ask for the offsets of {settings.group} and the configs of {settings.articles_topic}"
        raise ReadError(told(error, settings, task)) from error
    finally:
        await admin.close()
    committed = {
        at.partition: noted.offset
        for at, noted in found.items()
        if at == TopicPartition(settings.raw_topic, at.partition)
    }
    return committed, "compact" in policy


async def _noted(admin: AIOKafkaAdminClient, group: str) -> Mapping[TopicPartition, OffsetAndMetadata]:
    deadline = time.monotonic() + COORDINATOR_SECONDS
    while True:
        try:
            noted: Mapping[TopicPartition, OffsetAndMetadata] = await admin.list_consumer_group_offsets(group)
        except GroupCoordinatorNotAvailableError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.5)
        else:
            return noted


def _report(settings: Settings, judge: _Judge, **gone: int) -> Report:
    partitions = {number: book.totals() for number, book in judge.books.items()}
    total = Totals(foreign=judge.foreign)
    for each in partitions.values():
        total.add(each)
    return Report(
        topic=settings.raw_topic,
        group=settings.group,
        partitions=partitions,
        total=total,
        missing={number: list(book.missing()) for number, book in judge.books.items()},
        conflicting={number: list(book.conflicting()) for number, book in judge.books.items()},
        **gone,
    )
