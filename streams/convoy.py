"""Decides which records leave together: those that come within a moment, whichever partition they go to.

A client gathers records partition by partition, each with a time of its own, and so sends a request for each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

# So many leave without waiting for others.
ENOUGH = 32


class Convoy:
    """`async with` waits until it leaves; whoever is inside is on the way."""

    def __init__(self, seconds: float, everyone: Callable[[], int]) -> None:
        """Nobody waits for longer than this; nor where all of `everyone`, as many as may yet come, are here or gone."""
        self._seconds = seconds
        self._everyone = everyone
        self._leaving: asyncio.Event | None = None
        self._waiting = self._members = 0

    async def __aenter__(self) -> None:
        self._members += 1
        try:
            await self._leave_together()
        except asyncio.CancelledError:
            self._members -= 1
            raise

    async def __aexit__(self, *_: object) -> None:
        self._members -= 1

    async def _leave_together(self) -> None:
        if self._leaving is None:
            if self._members >= self._everyone():
                return
            self._leaving, self._waiting = asyncio.Event(), 0
            asyncio.get_running_loop().call_later(self._seconds, self._leave, self._leaving)
        leaving = self._leaving
        self._waiting += 1
        if self._waiting >= ENOUGH or self._members >= self._everyone():
            self._leave(leaving)
        await leaving.wait()

    def _leave(self, leaving: asyncio.Event) -> None:
        leaving.set()
        if self._leaving is leaving:
            self._leaving = None
