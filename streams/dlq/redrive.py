"""Decides how a dead letter goes back on the raw topic: as its page came in, and with what was told of its failure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace

from schemas import headers as names
from schemas.rejection import Reason
from streams.dlq.letter import Letter
from streams.dlq.lineage import First, first_of
from streams.dlq.plan import Plan
from streams.dlq.read import Selection, letters
from streams.history.span import Choice
from streams.ingest.message import Message, Refusal
from streams.ingest.pace import Pace
from streams.ingest.publisher import Publisher
from streams.ingest.tally import Tally
from streams.records import Header, text
from streams.settings import Settings


def redrive(settings: Settings, selection: Selection, plan: Plan, tally: Tally, pace: Pace) -> int:
    """Publish the letters of a plan; gives how many of them had expired since it was made.

    `tally` is told what the broker has confirmed, and what it or we refused.

    Raises `PublishError`, `ReadError`, `NoSuchPart`.
    """
    with Publisher(settings, tally.add) as publisher:
        return len(plan.places) - asyncio.run(_send(settings, selection, plan, tally, pace, publisher))


async def _send(
    settings: Settings, selection: Selection, plan: Plan, tally: Tally, pace: Pace, publisher: Publisher
) -> int:
    """How many were there."""
    there = 0
    async with aclosing(letters(settings, _only(selection, plan))) as found:
        async for letter in found:
            first = first_of(letter.told, settings.raw_topic)
            if first is None or (letter.partition, letter.offset) not in plan.places:
                continue
            there += 1
            try:
                message = copy_of(letter, first, settings.raw_topic)
            except ValueError as error:
                tally.add(Refusal(letter.place, Reason.CORRUPT_ENCODING, str(error)))
                continue
            await asyncio.sleep(pace.due())
            # It waits while too much is in flight; reading may go on meanwhile.
            await asyncio.to_thread(publisher.send, message)
    return there


def _only(selection: Selection, plan: Plan) -> Selection:
    """No more of the topic than lies between the first and the last letter of the plan."""
    offsets: dict[int, tuple[int, int | None]] = {}
    for partition, offset in plan.places:
        first, end = offsets.get(partition, (offset, 0))
        offsets[partition] = (min(first, offset), max(end or 0, offset + 1))
    return replace(selection, choice=Choice(offsets=offsets))


def copy_of(letter: Letter, first: First, topic: str) -> Message:
    """The message as it came in, and what makes its attempts count on. Raises `ValueError` where it is broken."""
    return Message(
        origin=letter.place,
        key=letter.key,
        value=letter.page(),
        headers=tuple(_headers(letter, first, topic)),
    )


def _headers(letter: Letter, first: First, topic: str) -> Iterator[Header]:
    yield from (header for header in letter.sent if header[0] != names.REDRIVEN_FROM)
    for name, value in letter.headers:
        if name.startswith(names.ERRORS_PREFIX) and name != names.ERRORS_VALUE_ENCODING:
            yield name, value
    yield names.REDRIVEN_FROM, text("/".join(map(str, (topic, *first))))
