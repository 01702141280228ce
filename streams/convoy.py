"""Decides which records leave together: those that come within a moment, whichever partition they go to.

A client gathers records partition by partition, each with a time of its own, and so sends a request for each.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence

from streams.records import Record

# So many leave without waiting for others.
ENOUGH = 32

End = tuple[int, Exception | None]
"""The number of a record, and why it was not taken; None where the broker has confirmed it."""


class Load:
    """Records that one caller has brought."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self.is_wanted = True
        """Whether anybody waits for their ends."""
        self._ends: deque[End] = deque()
        self._more = asyncio.Event()

    def end(self, number: int, error: Exception | None) -> None:
        """The record of this number has come to its end; to be told once of each."""
        self._ends.append((number, error))
        self._more.set()

    async def ends(self) -> AsyncGenerator[End]:
        """The ends of all records, each as soon as it is told."""
        for _ in self.records:
            while not self._ends:
                self._more.clear()
                await self._more.wait()
            yield self._ends.popleft()


class Convoy:
    """Records that wait for others, or are on their way."""

    def __init__(
        self, seconds: float, everyone: Callable[[], int], leave: Callable[[list[Load]], None]
    ) -> None:
        """Nobody waits for longer than this; nor where all of `everyone`, as many as may yet come, are here or gone.

        `leave` takes what leaves together, and tells of the end of each record.
        """
        self._seconds = seconds
        self._everyone = everyone
        self._leave = leave
        self._loads: list[Load] = []
        self._waiting = self._members = 0
        """Records that wait; and those with all that are on their way."""
        self._timer: asyncio.TimerHandle | None = None

    async def carry(self, records: Sequence[Record]) -> AsyncGenerator[End]:
        """The ends of these records, each as soon as it is known. To be closed by who does not wait for all."""
        load, left = self._take(records), len(records)
        try:
            async for end in load.ends():
                left -= 1
                self._members -= 1
                yield end
        finally:
            load.is_wanted = False
            self._members -= left

    def _take(self, records: Sequence[Record]) -> Load:
        load = Load(records)
        self._loads.append(load)
        self._waiting += len(records)
        self._members += len(records)
        if self._waiting >= ENOUGH or self._members >= self._everyone():
            self._go()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._go)
        return load

    def _go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loads, self._loads, self._waiting = self._loads, [], 0
        if wanted := [load for load in loads if load.is_wanted]:
            self._leave(wanted)
