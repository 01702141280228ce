"""Decides how page work is kept apart from the worker: in child processes with a deadline and a memory ceiling.

Each child has a pool of its own. Children of one pool share a lock and a pipe, and one that is killed in the wrong
moment takes its neighbours along; children of different pools share nothing.

While a call runs the next one is on its way to the same child. If the first takes long another child runs the next.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessFuture, ProcessPool

from schemas.rejection import Reason
from streams.child import bounded, nothing, start_child
from streams.pulse import Pulse

T = TypeVar("T")

# Children ignore SIGTERM, so waiting for it to work is in vain: pebble sends SIGKILL after this many seconds.
CONSTS.term_timeout = 0.1
# One task runs while the next is on its way.
DEPTH = 2
# A call that is behind another one for so many seconds is given to another child as well; twice does no harm.
SLOW = 2.0
# What a child may need to start and a pool to tell that a task is late, in seconds.
GRACE = 30.0
# How often a page may run out of time because the worker stood still before it is no excuse any more.
STANDSTILLS = 3
# Starts that may fail in a row before no child is expected to start any more.
START_ATTEMPTS = 3
_CONTEXT = multiprocessing.get_context("spawn")


class PageLost(Exception):
    """The child did not live to give a result: `reason` is timeout, memory or crash."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class SandboxError(Exception):
    """No child process can be started: nothing that is wrong with a page."""


class _Broken(Exception):
    """The pool broke, or its child was killed, while it held the task; whose fault that was is not known."""

    def __init__(self, again: PageLost) -> None:
        """`again` is how the page is lost if it happens once more."""
        super().__init__(again)
        self.again = again


class _Call:
    """A function that is to be run, with its arguments."""

    __slots__ = ("args", "carriers", "done", "function")

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.function, self.args = function, args
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.carriers: list[asyncio.Task[None]] = []
        """Who has it run, each in another child."""

    async def result(self) -> Any:
        """What it comes to first; whoever has it run gives up if nobody waits any more."""
        try:
            return await self.done
        except asyncio.CancelledError:
            for carrier in self.carriers:
                carrier.cancel()
            raise

    def end(self, result: Any) -> None:
        """It has come to this."""
        if not self.done.done():
            self.done.set_result(result)

    def fail(self, error: Exception) -> None:
        """It has no result."""
        if not self.done.done():
            self.done.set_exception(error)


class Sandbox:
    """Runs functions in child processes. All of it belongs to one event loop."""

    def __init__(  # noqa: PLR0913 - by name, each a bound that a caller decides on
        self,
        *,
        processes: int,
        timeout: float,
        memory: int,
        tasks_per_child: int,
        preload: str,
        lost: Callable[[str], None] = lambda _: None,
        niceness: int = 0,
    ) -> None:
        """`processes` of 0: one a core. `timeout` in seconds, `memory` in bytes of address space.

        `preload` is the module that a child imports at its start; `lost` is told why one was lost. `niceness` is by
        how much children yield to other processes.
        """
        self._timeout = timeout
        self._lost = lost
        self._stopped = False
        count = processes or available_cores()
        self._cells = [
            _Cell(start_child, (os.getpid(), memory, preload, niceness), tasks_per_child)
            for _ in range(count)
        ]
        self._free: asyncio.Queue[_Cell] = asyncio.Queue()
        self._pulse = Pulse()

    @property
    def processes(self) -> int:
        """How many children there are."""
        return len(self._cells)

    async def start(self) -> None:
        """Start all children and wait until they work. Raises `SandboxError`."""
        self._pulse.start()
        await asyncio.gather(*(self._check(cell) for cell in self._cells))
        for _ in range(DEPTH):
            for cell in self._cells:
                self._free.put_nowait(cell)

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """The result of `function(*args)` in a child, as soon as one is free.

        Raises `PageLost` where the function killed its child, `SandboxError` where there is none to run it.
        """
        cell, call = await self._free.get(), _Call(function, args)
        self._give(cell, call)
        timer = asyncio.get_running_loop().call_later(SLOW, self._look_after, cell, call)
        try:
            result: T = await call.result()
        finally:
            timer.cancel()
        return result

    async def stop(self) -> None:
        """Kill all children, whatever they do; done within seconds. What still runs gets no result."""
        self._stopped = True
        self._pulse.stop()
        await asyncio.gather(*(asyncio.to_thread(cell.close) for cell in self._cells))

    def _give(self, cell: _Cell, call: _Call) -> None:
        cell.line.append(call)
        call.carriers.append(asyncio.create_task(self._carry(cell, call)))

    async def _carry(self, cell: _Cell, call: _Call) -> None:
        try:
            call.end(await self._in_time(cell, call.function, *call.args))
        except PageLost as error:
            self._lost(str(error.reason))
            call.fail(error)
        except Exception as error:  # noqa: BLE001 - raised where the result is waited for
            call.fail(error)
        finally:
            cell.line.remove(call)
            self._free.put_nowait(cell)

    def _look_after(self, cell: _Cell, call: _Call) -> None:
        if not call.done.done() and cell.line[0] is not call and len(self._cells) > 1:
            call.carriers.append(asyncio.create_task(self._give_to_another(call)))

    async def _give_to_another(self, call: _Call) -> None:
        """Its own child is not free before it has come to its turn there."""
        cell = await self._free.get()
        if call.done.done():
            self._free.put_nowait(cell)
        else:
            self._give(cell, call)

    async def _in_time(self, cell: _Cell, function: Callable[..., T], *args: Any) -> T:
        """The deadline is for time in which we run: meanwhile another worker may have had the page, and done it."""
        for _ in range(STANDSTILLS):
            started = time.monotonic()
            try:
                return await self._attempt_twice(cell, function, *args)
            except PageLost as error:
                if error.reason is not Reason.TIMEOUT or not self._pulse.stood_still_since(started):
                    raise
        return await self._attempt_twice(cell, function, *args)

    async def _attempt_twice(self, cell: _Cell, function: Callable[..., T], *args: Any) -> T:
        try:
            return await self._attempt(cell, function, *args)
        except _Broken:
            self._lost("broken")
        await self._check(cell)
        try:
            return await self._attempt(cell, function, *args)
        except _Broken as error:
            raise error.again from error

    async def _check(self, cell: _Cell) -> None:
        for _ in range(START_ATTEMPTS):
            with suppress(_Broken):
                return await self._attempt(cell, nothing)
        raise SandboxError("child processes end before they take work: see the lines above")

    async def _attempt(self, cell: _Cell, function: Callable[..., T], *args: Any) -> T:
        pool, future = self._schedule(cell, function, args)
        # The task may wait for its predecessor in the same child, and for a child that replaces a lost one.
        deadline = DEPTH * (self._timeout + GRACE)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), deadline)
        except BrokenProcessPool as error:
            cell.discard(pool)
            raise _Broken(_ended_twice()) from error
        except TimeoutError:
            if future.cancelled():  # by `wait_for`: the pool itself hangs
                cell.discard(pool)
            raise PageLost(Reason.TIMEOUT, f"more than {self._timeout:g} s") from None
        except ProcessExpired as error:
            raise _expired(error) from None
        except MemoryError:
            raise PageLost(Reason.MEMORY, "over the memory ceiling") from None
        except Exception as error:  # noqa: BLE001 - what a child cannot send back is lost like the child itself
            raise PageLost(Reason.CRASH, f"{type(error).__name__} in the child process") from None

    def _schedule(
        self, cell: _Cell, function: Callable[..., T], args: tuple[Any, ...]
    ) -> tuple[ProcessPool, ProcessFuture[T]]:
        if self._stopped:
            raise SandboxError("the sandbox is stopped")
        pool = cell.pool()
        try:
            bounds = (self._timeout, function, *args)
            return pool, pool.schedule(bounded, args=bounds, timeout=self._timeout)
        except RuntimeError as error:  # it broke since it was looked at
            cell.discard(pool)
            raise _Broken(_ended_twice()) from error


class _Cell:
    """One child process and its replacements."""

    def __init__(self, initializer: Callable[..., None], args: tuple[Any, ...], tasks_per_child: int) -> None:
        self._initializer = initializer
        self._args = args
        self._tasks_per_child = tasks_per_child
        self._pool: ProcessPool | None = None
        self.line: deque[_Call] = deque()
        """What it was given: the call that runs, and the one behind."""

    def pool(self) -> ProcessPool:
        """A pool that works: a broken one is replaced. Must be called in the thread that lives as long as we."""
        if self._pool is None or not self._pool.active:
            self.close()
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=self._tasks_per_child,
                initializer=self._initializer,
                initargs=self._args,
                context=_CONTEXT,
            )
        return self._pool

    def discard(self, pool: ProcessPool) -> None:
        """Replace this pool the next time, unless another task has done so."""
        if self._pool is pool:
            _stop(pool)

    def close(self) -> None:
        """Kill the child; waits until it is gone."""
        pool, self._pool = self._pool, None
        if pool is not None:
            _stop(pool)
            with suppress(RuntimeError):  # raised for a child that outlives SIGKILL for a moment
                pool.join()


def _stop(pool: ProcessPool) -> None:
    stop: Callable[[], object] = pool.stop  # pebble has not written its type down
    stop()


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ended_twice() -> PageLost:
    return PageLost(Reason.CRASH, "child process ended twice")


def _expired(error: ProcessExpired) -> PageLost | _Broken:
    code: int = error.exitcode
    if (
        code == -signal.SIGKILL
    ):  # not by us: by the kernel, when memory ran out, be it by the fault of another
        return _Broken(PageLost(Reason.MEMORY, "child process was killed twice"))
    if code == -signal.SIGXCPU:
        return PageLost(Reason.TIMEOUT, "over the ceiling of CPU time")
    name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
    return PageLost(Reason.CRASH, f"child process ended with {name}")
