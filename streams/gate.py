"""Decides which records may be written at the same time, and so end up in one batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager


class Gate:
    """Many pass together, or one passes alone."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self._together = _Together(self)

    def together(self) -> AbstractAsyncContextManager[None]:
        """Inside with others; waits while one is alone or waits to be."""
        return self._together

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Inside with nobody else; waits until all others are out."""
        async with self._lock:
            await self._empty.wait()
            yield

    async def enter(self) -> None:
        """Go inside, once nobody is alone or waits to be."""
        if self._lock.locked():
            async with self._lock:
                self._enter()
        else:
            self._enter()

    def leave(self) -> None:
        """Go out."""
        self._inside -= 1
        if not self._inside:
            self._empty.set()

    def _enter(self) -> None:
        self._inside += 1
        self._empty.clear()


class _Together(AbstractAsyncContextManager[None]):
    """Has no state, so that one serves all: each record goes through it."""

    __slots__ = ("_gate",)

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def __aenter__(self) -> None:
        await self._gate.enter()

    async def __aexit__(self, *_: object) -> None:
        self._gate.leave()
