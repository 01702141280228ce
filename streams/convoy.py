"""Decides which records leave together: those that came within a moment, whichever partition they go to.

A client gathers records partition by partition, each with a time of its own, and so sends a request for each.
"""

from __future__ import annotations

import asyncio

# So many leave without waiting for others.
ENOUGH = 32


class Convoy:
    """Those who wait are let go at the same time."""

    def __init__(self, seconds: float) -> None:
        """Nobody waits for longer than this; with 0 nobody waits."""
        self._seconds = seconds
        self._leaving: asyncio.Event | None = None
        self._waiting = 0

    async def join(self) -> None:
        """Returns when it leaves."""
        if not self._seconds:
            return
        if self._leaving is None:
            self._leaving, self._waiting = asyncio.Event(), 0
            asyncio.get_running_loop().call_later(self._seconds, self._leave, self._leaving)
        leaving = self._leaving
        self._waiting += 1
        if self._waiting >= ENOUGH:
            self._leave(leaving)
        await leaving.wait()

    def _leave(self, leaving: asyncio.Event) -> None:
        leaving.set()
        if self._leaving is leaving:
            self._leaving = None
