"""Decides the course of a comparison: outcomes that are there are kept, then each new one is held to its own."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from streams import __version__
from streams.compare.difference import compare, side_of
from streams.compare.outcomes import outcomes_of
from streams.compare.samples import Samples
from streams.compare.store import Before, Store, store
from streams.compare.totals import Compared, Totals
from streams.history.reader import consumer
from streams.history.rerun import Pages, Rerun, running
from streams.history.span import Choice, Span, spans
from streams.history.wanted import Wanted
from streams.isolation import children
from streams.outcome import Outcome
from streams.records import Message
from streams.settings import Settings

Tell = Callable[[str, int], object]
"""Takes a word for the step, and how many records or pages it has done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which pages are compared."""

    choice: Choice
    wanted: Wanted
    limit: int | None = None
    """No more than so many."""
    samples: int = 20
    """So many are shown side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of it."""

    topic: str
    """The raw topic."""
    spans: Sequence[Span]
    """Which of its offsets were asked for."""
    versions: Mapping[str, int]
    """Which extractors made how many of the outcomes of before."""
    totals: Totals
    version: str = __version__
    """The extractor that was run now."""


async def run(settings: Settings, which: Which, tell: Tell) -> Comparison:
    """Extract the pages again, into nothing, and compare. Writes to no topic and commits nothing.

    Raises `ReadError` where the broker is not reached or refuses, `NoSuchPart`, `StoreError` where the temporary file
    cannot be written, `SandboxError` without child processes.
    """
    topic = settings.raw_topic
    with store() as kept:
        async with consumer(settings) as reader:
            # The ends of the raw topic are taken first: what a worker does meanwhile is then on the topics.
            raw = await spans(reader, topic, which.choice)
            async with aclosing(outcomes_of(reader, settings, raw)) as there:
                await keep(there, kept, tell)
            pages = Pages(topic=topic, spans=raw, wanted=which.wanted, limit=which.limit)
            async with (
                running(children(settings)) as sandbox,
                aclosing(Rerun(reader, pages, sandbox, settings).outcomes()) as outcomes,
            ):
                totals = await hold(outcomes, kept, tell, which.samples)
        return Comparison(topic=topic, spans=raw, versions=kept.versions(), totals=totals)


async def keep(outcomes: AsyncIterable[Sequence[Before]], store: Store, tell: Tell) -> None:
    """Put the outcomes that are on the topics into the store."""
    done = 0
    async for some in outcomes:
        store.add(some)
        done += len(some)
        tell("outcomes on the topics", done)


async def hold(
    outcomes: AsyncIterable[tuple[Message, Outcome]], store: Store, tell: Tell, samples: int
) -> Totals:
    """Hold each new outcome to the one in the store; up to `samples` pages are kept as samples."""
    totals = Totals(Samples(samples))
    async for message, outcome in outcomes:
        totals.add(_compared(message, outcome, store))
        tell("pages compared", totals.all.read)
    return totals


def _compared(message: Message, outcome: Outcome, store: Store) -> Compared:
    before = store.get(message.partition, message.offset)
    difference = compare(before, side_of(outcome))
    return Compared(message.partition, message.offset, outcome.url, outcome.domain, difference)
