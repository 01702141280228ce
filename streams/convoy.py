"""Decides which records leave together: those that come within a moment, whichever partition they go to.

A client gathers records partition by partition, each with a time of its own, and so sends a request for each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from streams.records import Record

# So many leave without waiting for others.
ENOUGH = 32


class Load:
    """Records that one caller has brought."""

    __slots__ = ("_left", "done", "errors", "records")

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self.errors: list[Exception | None] = [None] * len(records)
        """Why a record was not taken; None where the broker has confirmed it, or may still do so."""
        self._left = len(records)
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when each record has come to its end; cancelled where nobody waits for that any more."""

    def end(self, number: int, error: Exception | None) -> None:
        """The record of this number is confirmed, or is not taken; to be told once of each."""
        self.errors[number] = error
        self._left -= 1
        if not self._left and not self.done.done():
            self.done.set_result(None)


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

    async def carry(self, records: Sequence[Record]) -> Sequence[Exception | None]:
        """Returns once each of these records has come to its end: why it was not taken, None where it was."""
        load = Load(records)
        self._loads.append(load)
        self._waiting += len(records)
        self._members += len(records)
        if self._waiting >= ENOUGH or self._members >= self._everyone():
            self._go()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._go)
        try:
            await load.done
        finally:
            self._members -= len(records)
        return load.errors

    def _go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loads, self._loads, self._waiting = self._loads, [], 0
        if wanted := [load for load in loads if not load.done.done()]:
            self._leave(wanted)
