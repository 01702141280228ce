"""Decides what Ctrl-C and SIGTERM do: the first lets the pages in hand be finished, the second ends at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Stopped(Exception):
    """A signal has ended the work."""


class Stop:
    """What was asked for, and what is to be done then."""

    def __init__(self, task: asyncio.Task[object], heard: Callable[[], None]) -> None:
        """`heard` is told of a signal after which the work goes on for a while."""
        self._task = task
        self._heard = heard
        self._gently: Callable[[], None] | None = None
        self.asked = False

    def gently(self, stop: Callable[[], None]) -> None:
        """From now on the first signal calls `stop`; before this, and the second time, the task is cancelled."""
        self._gently = stop

    def ask(self) -> None:
        """A signal has come."""
        if self.asked or self._gently is None:
            self._task.cancel()
        else:
            self._gently()
            self._heard()
        self.asked = True


def alone(work: Callable[[Stop], Awaitable[T]], heard: Callable[[], None] = lambda: None) -> T:
    """The result of work on an event loop of its own, which signals may end; in the main thread.

    `heard` is told of a signal that lets what was begun be finished. Raises `Stopped`.
    """

    async def guarded() -> T:
        with _on_signals(heard) as stop:
            return await work(stop)

    try:
        return asyncio.run(guarded())
    except asyncio.CancelledError:
        raise Stopped("stopped") from None


@contextmanager
def _on_signals(heard: Callable[[], None]) -> Iterator[Stop]:
    """Signals are for this task for as long as the block lasts."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None  # noqa: S101 - narrows the type
    stop = Stop(task, heard)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.ask)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
