from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

from aiokafka.errors import MessageSizeTooLargeError

from streams.convoy import ENOUGH, Convoy, Load
from streams.records import Record

MANY = 1000


class Road:
    """A convoy, and what has left with it."""

    def __init__(self, seconds: float, everyone: int = MANY) -> None:
        self.convoy = Convoy(seconds, lambda: everyone, self._leave)
        self.left: list[int] = []
        self.under_way: list[Load] = []
        self._has_arrived = False

    def join(self, *numbers: int) -> asyncio.Task[Sequence[Exception | None]]:
        """A record for each number; they are on their way until `arrive`."""
        records = [Record("articles", b"k", str(number).encode(), ()) for number in numbers]
        return asyncio.create_task(self._errors(records))

    async def _errors(self, records: Sequence[Record]) -> Sequence[Exception | None]:
        async with aclosing(self.convoy.carry(records)) as ends:
            return [error async for _, error in ends]

    def arrive(self) -> None:
        """All that are on their way are confirmed, and so are those that leave later."""
        self._has_arrived = True
        self._confirm(self.under_way)

    def _leave(self, loads: list[Load]) -> None:
        self.left += [int(record.value) for load in loads for record in load.records]
        if self._has_arrived:
            self._confirm(loads)
        else:
            self.under_way += loads

    def _confirm(self, loads: list[Load]) -> None:
        for load in loads:
            for number, _ in enumerate(load.records):
                load.end(number, None)


async def _moment() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_those_who_come_in_time_leave_together() -> None:
    """And who comes later leaves with the next."""
    road = Road(0.05)
    travels = [road.join(number) for number in range(3)]
    await _moment()
    assert not road.left
    while not road.left:  # noqa: ASYNC110 - by the clock
        await asyncio.sleep(0.001)
    await _moment()
    assert sorted(road.left) == [0, 1, 2]
    late = road.join(3)
    await _moment()
    assert sorted(road.left) == [0, 1, 2]
    road.arrive()
    await asyncio.gather(late, *travels)
    assert road.left == [0, 1, 2, 3]


async def test_nobody_waits_once_there_are_enough() -> None:
    """However long it would still be; the first of the next have a time of their own."""
    road = Road(3600)
    travels = [road.join(number) for number in range(2 * ENOUGH + 1)]
    await _moment()
    assert sorted(road.left) == [*range(2 * ENOUGH)]
    travels[-1].cancel()


async def test_nobody_waits_for_those_who_cannot_come() -> None:
    """All pages in hand wait here, or for their confirmation."""
    road = Road(3600, everyone=3)
    travels = [road.join(0), road.join(1)]
    await _moment()
    assert not road.left
    travels.append(road.join(2))
    await _moment()
    assert sorted(road.left) == [0, 1, 2]
    road.arrive()
    await asyncio.gather(*travels)
    again = [road.join(3), road.join(4)]
    await _moment()
    assert sorted(road.left) == [0, 1, 2]
    for travel in again:
        travel.cancel()


async def test_one_who_gives_up_holds_nobody_back() -> None:
    """And is not counted among those who are here."""
    road = Road(3600, everyone=2)
    given_up = road.join(0)
    await _moment()
    given_up.cancel()
    await _moment()
    first = road.join(1)
    await _moment()
    assert not road.left
    second = road.join(2)
    await _moment()
    assert sorted(road.left) == [1, 2]
    road.arrive()
    await asyncio.gather(first, second)


async def test_without_a_time_nobody_waits_for_long() -> None:
    """Each leaves with the next turn of the loop."""
    road = Road(0)
    travel = road.join(1)
    await asyncio.sleep(0.01)
    assert road.left == [1]
    road.arrive()
    await travel


async def test_each_record_of_a_load_has_an_end_of_its_own() -> None:
    """It is told as soon as it is known, whatever becomes of the others."""
    road = Road(0)
    ends = road.convoy.carry([Record("articles", b"k", b"1", ()), Record("articles", b"k", b"2", ())])
    first = asyncio.create_task(anext(ends))
    await asyncio.sleep(0.01)
    [load] = road.under_way
    refusal = MessageSizeTooLargeError()
    load.end(1, refusal)
    assert await first == (1, refusal)
    load.end(0, None)
    assert [end async for end in ends] == [(0, None)]
