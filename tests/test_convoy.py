from __future__ import annotations

import asyncio

from streams.convoy import ENOUGH, Convoy


async def _joined(convoy: Convoy, number: int, left: list[int]) -> None:
    await convoy.join()
    left.append(number)


async def test_those_who_come_in_time_leave_together() -> None:
    """And who comes later leaves with the next."""
    convoy, left = Convoy(0.05), list[int]()
    first = [asyncio.create_task(_joined(convoy, number, left)) for number in range(3)]
    await asyncio.sleep(0)
    assert not left
    await first[0]
    await asyncio.sleep(0)
    assert left == [0, 1, 2]
    late = asyncio.create_task(_joined(convoy, 3, left))
    await asyncio.sleep(0)
    assert left == [0, 1, 2]
    await late


async def test_nobody_waits_once_there_are_enough() -> None:
    """However long it would still be; the first of the next have a time of their own."""
    convoy, left = Convoy(3600), list[int]()
    await asyncio.gather(*(_joined(convoy, number, left) for number in range(2 * ENOUGH)))
    assert sorted(left) == [*range(2 * ENOUGH)]


async def test_one_who_gives_up_holds_nobody_back() -> None:
    """Its place is empty, that is all."""
    convoy, left = Convoy(0.02), list[int]()
    given_up, other = (asyncio.create_task(_joined(convoy, number, left)) for number in range(2))
    await asyncio.sleep(0)
    given_up.cancel()
    await other
    assert left == [1]


async def test_without_a_time_nobody_waits() -> None:
    """Each leaves at once."""
    convoy, left = Convoy(0), list[int]()
    await _joined(convoy, 1, left)
    assert left == [1]
