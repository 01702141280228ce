"""Decides how the outcomes on the three topics are read back and tied to the pages they came from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from schemas import headers
from streams.history import reader as history
from streams.outcome import Kind
from streams.settings import Settings

POLL_MS = 200
MOST_RECORDS = 500

Coordinates = tuple[int, int]
"""Partition and offset of a page on the raw topic."""


@dataclass(frozen=True, slots=True)
class Harvested:
    """One outcome as it lies on its topic."""

    kind: Kind
    key: bytes | None
    value: bytes
    headers: Mapping[str, str]
    """As text; of a header that is given twice, the last."""

    @property
    def source(self) -> Coordinates:
        """Where the page was on the raw topic."""
        return int(self.headers[headers.SOURCE_PARTITION]), int(self.headers[headers.SOURCE_OFFSET])

    @property
    def reason(self) -> str | None:
        """Why there is no article; None where there is one."""
        return self.headers.get(headers.SKIP_REASON) or self.headers.get(headers.ERRORS_REASON)

    @property
    def detail(self) -> str:
        """The reason for a person."""
        return self.headers.get(headers.SKIP_DETAIL) or self.headers.get(headers.ERRORS_EXCEPTION_MESSAGE, "")

    @property
    def url(self) -> str | None:
        """URL of the page, as far as its message told it."""
        return self.headers.get(headers.URL) or (self.key.decode(errors="replace") if self.key else None)


def topics_of(settings: Settings) -> Mapping[str, Kind]:
    """What lies on each topic of outcomes."""
    return {
        settings.articles_topic: Kind.ARTICLE,
        settings.skipped_topic: Kind.SKIPPED,
        settings.dlq_topic: Kind.DEAD,
    }


async def harvest(settings: Settings) -> list[Harvested]:
    """All outcomes that are there now, topic by topic, each partition in its order."""
    found: list[Harvested] = []
    async with consumer(settings) as reader:
        ends = await reader.end_offsets(reader.assignment())
        # The embedded broker tells as its end the offset after the first record of the last batch.
        while (more := await read(reader, settings)) or not await _is_read(reader, ends):
            found += more
    return found


async def read(reader: AIOKafkaConsumer, settings: Settings) -> list[Harvested]:
    """The next outcomes; none where nothing comes within a moment."""
    kinds = topics_of(settings)
    batches = await reader.getmany(timeout_ms=POLL_MS, max_records=MOST_RECORDS)
    return [_harvested(record, kinds[record.topic]) for records in batches.values() for record in records]


@asynccontextmanager
async def consumer(settings: Settings) -> AsyncIterator[AIOKafkaConsumer]:
    """A reader of all outcomes from the first on, that belongs to no group and commits nothing."""
    async with history.consumer(settings) as reader:
        reader.assign(
            [
                TopicPartition(topic, partition)
                for topic in topics_of(settings)
                for partition in range(settings.partitions)
            ]
        )
        await reader.seek_to_beginning()
        yield reader


async def _is_read(reader: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    return all([await reader.position(partition) >= end for partition, end in ends.items()])


def _harvested(record: ConsumerRecord, kind: Kind) -> Harvested:
    return Harvested(kind, record.key, record.value or b"", history.texts(record))
