"""Decides which dead letters are sent again, and why others are left where they are.

Their topic is read for those that are meant. Then all topics are read for what came after the first of them: a copy on
the raw topic, or an outcome of one, is a letter that an earlier run has sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from streams.dead_letter import attempts_of
from streams.dlq.letter import Letter
from streams.dlq.lineage import First, Known, first_of, redriven_from
from streams.dlq.read import Selection, letters
from streams.harvest import topics_of
from streams.history.reader import consumer, read, texts
from streams.history.span import Choice, spans
from streams.settings import Settings

# Clocks of the machines that wrote the letters and the copies may differ by so much.
SKEW = timedelta(hours=1)


class Left(StrEnum):
    """Why a dead letter is not sent again."""

    SENT = "sent again before, or passed since"
    ATTEMPTS = "tried too often"
    CUT = "only the beginning of the page is there"
    FOREIGN = "not of this raw topic"
    LIMIT = "beyond the limit"


@dataclass(slots=True)
class Plan:
    """What a run sends, and what it leaves."""

    places: frozenset[tuple[int, int]]
    """Partition and offset of each letter that is sent."""
    left: Mapping[Left, int]
    """How many letters that were meant are left, by reason."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: tuple[int, int]
    first: First
    attempts: int


@dataclass(slots=True)
class _Meant:
    """The letters that are meant and could be sent, without their pages."""

    candidates: list[_Candidate] = field(default_factory=list)
    left: Counter[Left] = field(default_factory=Counter)
    since: int | None = None
    """When the first was written, in milliseconds since 1970."""

    def add(self, letter: Letter, topic: str, most: int) -> None:
        first = first_of(letter.told, topic)
        if first is None:
            self.left[Left.FOREIGN] += 1
        elif letter.is_cut:
            self.left[Left.CUT] += 1
        elif letter.attempts >= most:
            self.left[Left.ATTEMPTS] += 1
        else:
            self.candidates.append(_Candidate((letter.partition, letter.offset), first, letter.attempts))
            self.since = min(letter.timestamp, self.since or letter.timestamp)


async def plan(settings: Settings, selection: Selection, *, most: int, limit: int | None) -> Plan:
    """Choose at most `limit` of the letters that are meant and have fewer than `most` attempts.

    Raises `ReadError`, `NoSuchPart`.
    """
    meant = _Meant()
    async with aclosing(letters(settings, selection)) as found:
        async for letter in found:
            meant.add(letter, settings.raw_topic, most)
    known = Known(each.first for each in meant.candidates)
    if meant.since is not None:
        await _learn(settings, known, datetime.fromtimestamp(meant.since / 1000, UTC) - SKEW)
    return _chosen(meant, known, limit)


def _chosen(meant: _Meant, known: Known, limit: int | None) -> Plan:
    places: list[tuple[int, int]] = []
    for each in meant.candidates:
        if known.is_sent(each.first, each.attempts):
            meant.left[Left.SENT] += 1
        elif limit is not None and len(places) >= limit:
            meant.left[Left.LIMIT] += 1
        else:
            places.append(each.place)
            known.copy(each.first, each.attempts)  # an outcome may have been written twice
    return Plan(frozenset(places), meant.left)


async def _learn(settings: Settings, known: Known, since: datetime) -> None:
    topic = settings.raw_topic
    async with consumer(settings) as reader:
        async for record in _later(reader, topic, since):
            known.copy(redriven_from(texts(record), topic), attempts_of(dict(record.headers)))
        for outcomes, kind in topics_of(settings).items():
            async for record in _later(reader, outcomes, since):
                known.outcome(first_of(texts(record), topic), kind, attempts_of(dict(record.headers)))


async def _later(
    reader: AIOKafkaConsumer, topic: str, since: datetime
) -> AsyncGenerator[ConsumerRecord, None]:
    async for batch in read(reader, topic, await spans(reader, topic, Choice(since=since))):
        for record in batch.records:
            yield record
