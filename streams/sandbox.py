"""Decides how page work is kept apart from the worker, and which child process does it, with a deadline and a ceiling.

A page goes to the child with the fewest in its line, so that one runs while the next are on their way. Behind a page
that takes long none is left waiting as long as another child is free.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from streams.call import Call, SandboxError, Then, into
from streams.cell import Cell
from streams.child import Setup, nothing
from streams.pulse import Pulse

T = TypeVar("T")

# How often it is looked whether a child is late, in seconds.
LOOK = 0.1


class Sandbox:
    """Runs functions in child processes. All of it belongs to one event loop."""

    def __init__(  # noqa: PLR0913 - by name, each a bound that a caller decides on
        self,
        *,
        processes: int,
        timeout: float,
        memory: int,
        tasks_per_child: int,
        work: Callable[..., Any],
        lost: Callable[[str], None] = lambda _: None,
        niceness: int = 0,
        patience: float = 1.0,
    ) -> None:
        """`processes` of 0: one a core. `timeout` in seconds, `memory` in bytes of address space.

        `work` is the function that most calls are of: children have it from their start. `lost` is told why one was
        lost. `niceness` is by how much children yield to other processes: theirs is the processor only now and then, so
        a call of theirs may last for `patience` times its `timeout`, of which it may spend one in work.
        """
        self.lost = lost
        self.work = work
        setup = Setup(os.getpid(), memory, timeout, work, niceness, patience)
        self._cells = [Cell(self, setup, tasks_per_child) for _ in range(processes or available_cores())]
        self._waiting: deque[Call] = deque()
        """Calls that no child has room for."""
        self._pulse = Pulse()
        self._looking: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def processes(self) -> int:
        """How many children there are."""
        return len(self._cells)

    async def start(self) -> None:
        """Start all children and wait until they work. Raises `SandboxError`."""
        self._pulse.start()
        self._looking = asyncio.create_task(self._look())
        loop = asyncio.get_running_loop()
        ready = [loop.create_future() for _ in self._cells]
        for cell, future in zip(self._cells, ready, strict=True):
            cell.give(Call(nothing, (), into(future)))
        await asyncio.gather(*ready)

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """The result of `function(*args)` in a child, as soon as one is free.

        Raises `PageLost` where the function killed its child, `SandboxError` where there is none to run it.
        """
        done = asyncio.get_running_loop().create_future()
        call = self.call(into(done), function, *args)
        try:
            result: T = await done
        finally:
            call.forget()
        return result

    def call(self, then: Then, function: Callable[..., Any], *args: Any) -> Call:
        """As `run`, but without a task that waits: `then` is told."""
        call = Call(function, args, then)
        if self._stopped:
            call.fail(SandboxError("the sandbox is stopped"))
        else:
            self._waiting.append(call)
            if len(self._waiting) == 1:  # behind others there is no room for it either
                self.answered()
        return call

    async def stop(self) -> None:
        """Kill all children, whatever they do; done within seconds. What still runs gets no result."""
        self._stopped = True
        self._pulse.stop()
        if self._looking is not None:
            self._looking.cancel()
        await asyncio.gather(*(cell.stop() for cell in self._cells))

    def answered(self) -> None:
        """Give out what waits, as far as there is room."""
        while self._waiting and (cell := self._roomiest()) is not None:
            call = self._waiting.popleft()
            if not call.is_over:
                cell.give(call)

    def stood_still_since(self, moment: float) -> bool:
        """Whether the worker stood still after this moment, which is by `time.monotonic`."""
        return self._pulse.stood_still_since(moment)

    def _roomiest(self) -> Cell | None:
        """The child with the shortest line; none that is held up, unless all are."""
        cells = self._cells if len(self._cells) == 1 else self._unhindered() or self._cells
        return min(filter(Cell.has_room, cells), key=len, default=None)

    def _unhindered(self) -> list[Cell]:
        return [cell for cell in self._cells if not cell.is_held_up()]

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            held_up = [call for cell in self._cells for call in cell.look()]
            if held_up and self._unhindered():
                self._move([call for call in held_up if not call.is_moved])

    def _move(self, calls: list[Call]) -> None:
        """Have calls that are held up run by another child as well, before all others; twice does no harm."""
        for call in calls:
            call.is_moved = True
        self._waiting.extendleft(reversed(calls))
        self.answered()


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
