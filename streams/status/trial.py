"""Decides how a page is tried out on the status page: as any other, in a child process that yields to all others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import cast

from streams.batch import Result
from streams.call import PageLost, SandboxError
from streams.ingest.message import Message
from streams.outcome import lost
from streams.sandbox import Sandbox
from streams.settings import Settings
from streams.status.answer import answer, told

PLACES = 2
"""Pages that are tried at a time: one, and one that waits."""
IDLE_SECONDS = 60.0
# The least claim to the processor: pages of the stream go first.
_NICENESS = 19
# Where all cores are busy it gets a sixtieth of one, and a page that waits for the processor does not hang.
_PATIENCE = 10.0


class Busy(Exception):
    """As many pages are tried as may be at a time."""


class Trial:
    """Tries pages, each kept apart from the worker and from its children."""

    def __init__(self, settings: Settings, idle: float = IDLE_SECONDS) -> None:
        """After `idle` seconds without a page the child process ends; the next page starts another."""
        self._settings = settings
        self._idle = idle
        self._sandbox: Sandbox | None = None
        self._starting = asyncio.Lock()
        self._taken = self._running = 0
        self._stopped = False
        self._resting: asyncio.Task[None] | None = None

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one page, from the receipt of its bytes to its answer. Raises `Busy`."""
        if self._taken == PLACES:
            raise Busy
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    async def run(self, message: Message) -> bytes:
        """What became of the page, as JSON. Raises `SandboxError` where no child process can be had."""
        self._wake()
        try:
            sandbox = await self._ready()
            return cast("bytes", await sandbox.run(sandbox.work, message))
        except PageLost as error:
            outcome = lost(message.key, message.headers, error.reason, error.detail)
            return await asyncio.to_thread(answer, Result(message.origin, outcome))
        finally:
            self._running -= 1
            if not self._running:
                self._resting = asyncio.create_task(self._rest())

    async def stop(self) -> None:
        """End the child process, whatever it does."""
        if self._resting is not None:
            self._resting.cancel()
        async with self._starting:
            self._stopped = True
            await self._end()

    async def _ready(self) -> Sandbox:
        async with self._starting:
            if self._stopped:
                raise SandboxError("the worker stops")
            if self._sandbox is None:
                sandbox = _child(self._settings)
                try:
                    await sandbox.start()
                except BaseException:
                    await sandbox.stop()
                    raise
                self._sandbox = sandbox
            return self._sandbox

    def _wake(self) -> None:
        self._running += 1
        if self._resting is not None:
            self._resting.cancel()

    async def _rest(self) -> None:
        await asyncio.sleep(self._idle)
        await self._end()

    async def _end(self) -> None:
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            await sandbox.stop()


def _child(settings: Settings) -> Sandbox:
    return Sandbox(
        processes=1,
        timeout=settings.page_timeout,
        memory=settings.page_memory,
        tasks_per_child=settings.pages_per_child,
        work=partial(told, limits=settings.limits),
        niceness=_NICENESS,
        patience=_PATIENCE,
    )
