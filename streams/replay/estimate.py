"""Decides how many pages a replay would be, and how long it would take, from a sample; nothing is written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer

from streams.history.reader import consumer, read
from streams.history.rerun import Pages, running
from streams.history.span import Span
from streams.isolation import children, outcome_in
from streams.records import Message, message
from streams.replay.plan import Plan
from streams.settings import Settings

# In so many places of each partition, spread evenly, so many offsets are looked at.
PLACES = 4
OFFSETS = 25
# Pages that are worked on to see how long they take, and their bytes.
MOST_PAGES = 400
MOST_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class Part:
    """What is to be expected of one partition."""

    span: Span
    looked_at: int = 0
    """Offsets of the sample."""
    pages_seen: int = 0
    """Pages of it that are wanted."""
    bytes_seen: int = 0

    @property
    def pages(self) -> int:
        """Pages of the whole span; exact where all of it was looked at."""
        return self._whole(self.pages_seen)

    @property
    def size(self) -> int:
        """Their bytes."""
        return self._whole(self.bytes_seen)

    def _whole(self, seen: int) -> int:
        return round(seen * len(self.span) / self.looked_at) if self.looked_at else 0


@dataclass(slots=True)
class Estimate:
    """What a replay would be."""

    parts: Sequence[Part]
    limit: int | None
    sample: list[Message] = field(default_factory=list)
    seconds: float = 0.0
    """What the sample took, on all cores."""

    @property
    def is_exact(self) -> bool:
        """Whether each offset was looked at."""
        return all(part.looked_at >= len(part.span) for part in self.parts)

    @property
    def pages(self) -> int:
        """Pages that would be done."""
        found = sum(part.pages for part in self.parts)
        return found if self.limit is None else min(found, self.limit)

    @property
    def pages_a_second(self) -> float | None:
        """How fast the sample went; None without a page in it."""
        return len(self.sample) / self.seconds if self.sample else None

    def duration(self, rate: float | None) -> float:
        """Seconds that the replay would take, at no more than `rate` pages a second."""
        speeds = [speed for speed in (self.pages_a_second, rate) if speed]
        return self.pages / min(speeds) if self.pages and speeds else 0.0


async def estimate(plan: Plan, settings: Settings) -> Estimate:
    """Look at some of the pages, and work on them. Raises `ReadError`, `SandboxError`."""
    found = Estimate([Part(span) for span in plan.pages.spans], plan.pages.limit)
    async with consumer(settings) as reader:
        for spans in _places(plan.pages.spans):
            await _look(reader, plan.pages, spans, found)
    if found.sample:
        async with running(children(settings)) as sandbox:
            started = time.monotonic()
            await asyncio.gather(*(outcome_in(sandbox, page) for page in found.sample))
            found.seconds = time.monotonic() - started
    return found


def _places(spans: Sequence[Span]) -> Iterator[list[Span]]:
    """Small parts of each span, one of each at a time."""
    for place in range(PLACES):
        starts = [(span, span.start + len(span) * place // PLACES) for span in spans]
        ends = [span.start + len(span) * (place + 1) // PLACES for span in spans]
        yield [
            Span(span.partition, start, min(start + OFFSETS, end))
            for (span, start), end in zip(starts, ends, strict=True)
        ]


async def _look(reader: AIOKafkaConsumer, pages: Pages, spans: Sequence[Span], found: Estimate) -> None:
    parts = {part.span.partition: part for part in found.parts}
    for span in spans:
        parts[span.partition].looked_at += len(span)
    async with aclosing(read(reader, pages.topic, spans)) as batches:
        async for batch in batches:
            for record in batch.records:
                page = message(record)
                if pages.wanted.takes(page.key, page.value, page.headers):
                    _count(page, parts[batch.partition], found)


def _count(page: Message, part: Part, found: Estimate) -> None:
    part.pages_seen += 1
    part.bytes_seen += page.size
    if len(found.sample) < MOST_PAGES and sum(each.size for each in found.sample) < MOST_BYTES:
        found.sample.append(page)
