"""Pages of a real topic through the pipeline again, in real child processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from streams.history.reader import consumer
from streams.history.rerun import Pages, Rerun, Then, running
from streams.history.span import Choice, spans
from streams.history.wanted import Wanted
from streams.isolation import children
from streams.outcome import Outcome
from streams.records import Message
from streams.settings import Settings
from tests.brokers import inputs
from tests.brokers.inputs import KINDS
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.witness import Place

pytestmark = ON_KAFKA


@asynccontextmanager
async def rerun_of(stream: Stream, then: Then | None = None, **which: object) -> AsyncIterator[Rerun]:
    """All that is on the stream's raw topic now, or less of it."""
    settings = Settings.from_env(stream.settings)
    async with consumer(settings) as reader, running(children(settings)) as sandbox:
        pages = Pages(topic=stream.raw, spans=await spans(reader, stream.raw, Choice()))
        yield Rerun(reader, replace(pages, **which), sandbox, settings, then=then)  # type: ignore[arg-type] # one a test


async def finished(rerun: Rerun, seen: Callable[[Message], None] = lambda _: None) -> dict[Place, Outcome]:
    """The outcome of each page, by where the page lies; a second outcome of one is a failure."""
    found: dict[Place, Outcome] = {}
    async with aclosing(rerun.outcomes()) as outcomes:
        async for message, outcome in outcomes:
            place = Place(message.topic, message.partition, message.offset)
            assert place not in found
            found[place] = outcome
            seen(message)
    return found


async def test_every_page_has_the_outcome_of_its_kind(stream: Stream) -> None:
    """Also where the child is killed; at the end all is behind the positions."""
    cases = [make(f"again-{number}") for number, make in enumerate(KINDS.values())]
    places = stream.witness.send(stream.raw, [case.input for case in cases])
    async with rerun_of(stream) as rerun:
        found = await finished(rerun)
        ends = {at: offset for at, offset in rerun.positions().items() if offset}
    wanted = {place: (case.outcome, case.reason) for place, case in zip(places, cases, strict=True)}
    assert {place: (str(made.kind), made.reason) for place, made in found.items()} == wanted
    assert ends == {
        at: sum(place.partition == at for place in places) for at in {p.partition for p in places}
    }


async def test_a_position_waits_for_the_slowest_page_before_it(stream: Stream) -> None:
    """What is behind a page without an outcome would be read again."""
    stream.witness.send(stream.raw, inputs.pages(20, "behind"), 0)
    held, seen = asyncio.Event(), list[int]()

    async def hold_one(message: Message, outcome: Outcome) -> Outcome:
        if message.offset == 3:
            await held.wait()
        return outcome

    def on_page(message: Message) -> None:
        seen.append(message.offset)
        if len(seen) == 19:
            assert rerun.positions()[0] == 3
            held.set()

    async with rerun_of(stream, hold_one) as rerun:
        await finished(rerun, on_page)
        assert rerun.positions()[0] == 20
    assert seen[-1] == 3


async def test_what_is_not_wanted_is_passed_over(stream: Stream) -> None:
    """And is behind the position like what was done."""
    places = stream.witness.send(stream.raw, inputs.pages(30, "some"), 1)
    urls = frozenset({inputs.url("some-4"), inputs.url("some-17")})
    async with rerun_of(stream, wanted=Wanted(urls=urls)) as rerun:
        assert set(await finished(rerun)) == {places[4], places[17]}
        assert rerun.positions() == {0: 0, 1: 30, 2: 0, 3: 0}


async def test_no_more_than_the_limit(stream: Stream) -> None:
    """The positions are behind the last that was done."""
    places = stream.witness.send(stream.raw, inputs.pages(30, "limit"), 2)
    async with rerun_of(stream, limit=7) as rerun:
        assert set(await finished(rerun)) == set(places[:7])
        assert rerun.positions()[2] == 7


async def test_a_stop_finishes_what_is_in_hand(stream: Stream) -> None:
    """Each page before the positions has its outcome, and none behind them was taken."""
    stream.witness.send(stream.raw, inputs.pages(400, "stop"), 0)
    async with rerun_of(stream) as rerun:
        found = await finished(rerun, lambda message: rerun.stop() if message.offset == 5 else None)
        assert rerun.positions()[0] == len(found) == 1 + max(place.offset for place in found) < 400


async def test_an_error_of_what_follows_ends_it(stream: Stream) -> None:
    """As the error itself, however many pages are in hand."""
    stream.witness.send(stream.raw, inputs.pages(30, "error"))

    async def fail(message: Message, outcome: Outcome) -> Outcome:
        raise ConnectionResetError(str(message.offset))

    async with rerun_of(stream, fail) as rerun:
        with pytest.raises(ConnectionResetError):
            await finished(rerun)


async def test_pages_in_hand_are_bounded(stream: Stream, tmp_path: Path) -> None:
    """In number: nothing more is taken on while so many have no outcome."""
    stream.witness.send(stream.raw, inputs.pages(100, "bound"), 0)
    stream.settings["STREAMS_WINDOW_PAGES"] = "64"  # the least for two children
    waiting, most = asyncio.Semaphore(0), [0, 0]

    async def wait(_: Message, outcome: Outcome) -> Outcome:
        most[0] += 1
        most[1] = max(most)
        if most[0] == 64:
            waiting.release()
        async with waiting:
            most[0] -= 1
        return outcome

    async with rerun_of(stream, wait) as rerun:
        assert len(await finished(rerun)) == 100
    assert most[1] == 64
