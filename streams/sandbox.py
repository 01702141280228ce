"""Decides how page work is kept apart from the worker: in child processes with a deadline and a memory ceiling.

Each child has a pool of its own. Children of one pool share a lock and a pipe, and one that is killed in the wrong
moment takes its neighbours along; children of different pools share nothing.

Where many calls wait they are handed over in batches: what wakes a child and this process is done once for all of a
batch. Of one that does not come to its end the call that ran pays, and the others are run again. Nor does a call that
takes long hold up those of its batch and of the next: other children run them meanwhile.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from ctypes import c_int64
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, NamedTuple, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessFuture, ProcessPool

from schemas.rejection import Reason
from streams.child import MOST_CALLS, bounded_each, nothing, place_of, start_child
from streams.pulse import Pulse

T = TypeVar("T")

# Children ignore SIGTERM, so waiting for it to work is in vain: pebble sends SIGKILL after this many seconds.
CONSTS.term_timeout = 0.1
# One task runs while the next is on its way.
DEPTH = 2
# A batch may take so many times as long as a call; of those that need more each is run by itself.
BATCH_PATIENCE = 2
# After so many seconds in one call what a child holds besides is given to others. Running it twice does no harm.
SLOW = 1.0
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


class _Slow(PageLost):
    """The task took longer than its pool allows; which of its calls did is not known."""


class _Broken(Exception):
    """The pool broke, or its child was killed, while it held the task; whose fault that was is not known."""

    def __init__(self, again: PageLost) -> None:
        """`again` is how the page is lost if it happens once more."""
        super().__init__(again)
        self.again = again


class _Task(NamedTuple):
    """What a child is given at a time."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    seconds: float
    """It may take so long."""


@dataclass(slots=True, eq=False)
class _Call:
    """A call that waits for its result."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def end(self, result: Any) -> None:
        """It has come to this; who asked may have gone."""
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
        self._cells = [
            _Cell(start_child, (os.getpid(), memory, preload, niceness), tasks_per_child)
            for _ in range(processes or available_cores())
        ]
        self._free: deque[_Cell] = deque()
        self._waiting: deque[_Call] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watcher: asyncio.Task[None] | None = None
        self._batches = count(1)
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
            self._free.extend(self._cells)
        self._watcher = asyncio.create_task(self._watch())
        self._hand_over()

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """The result of `function(*args)` in a child, as soon as one is free.

        Raises `PageLost` where the function killed its child, `SandboxError` where there is none to run it.
        """
        call = _Call(function, args)
        self._waiting.append(call)
        self._hand_over()
        result: T = await call.done
        return result

    async def stop(self) -> None:
        """Kill all children, whatever they do; done within seconds. What still runs gets no result."""
        self._stopped = True
        self._pulse.stop()
        if self._watcher is not None:
            self._watcher.cancel()
        await asyncio.gather(*(asyncio.to_thread(cell.close) for cell in self._cells))

    def _hand_over(self) -> None:
        while self._waiting and (cell := next((cell for cell in self._free if not cell.is_slow), None)):
            self._free.remove(cell)
            task = asyncio.create_task(self._carry(cell, self._batch()))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        """Gives what slow children hold to others, where there are any."""
        while len(self._cells) > 1:
            await asyncio.sleep(SLOW)
            for cell in self._cells:
                self._waiting.extendleft(reversed(cell.held_up()))
            self._hand_over()

    def _batch(self) -> list[_Call]:
        """The next calls for one child: its share of those that wait."""
        share = len(self._waiting) // len(self._cells)
        calls = [self._waiting.popleft() for _ in range(max(1, min(MOST_CALLS, share)))]
        return _not_done(calls)

    async def _carry(self, cell: _Cell, calls: Sequence[_Call]) -> None:
        try:
            await self._work(cell, calls)
        except SandboxError as error:
            for call in calls:
                call.fail(error)
        finally:
            self._free.append(cell)
            self._hand_over()

    async def _work(self, cell: _Cell, calls: Sequence[_Call]) -> None:
        while len(calls) > 1:
            calls = _not_done(await self._together(cell, calls))
        for call in calls:
            await self._alone(cell, call)

    async def _together(self, cell: _Cell, calls: Sequence[_Call]) -> Sequence[_Call]:
        """Run a batch; gives the calls that have to be run again because of another."""
        batch, started = next(self._batches), time.monotonic()
        task = self._task(batch, calls, BATCH_PATIENCE)
        try:
            with cell.holding(batch, calls):
                results = await self._attempt(cell, task)
        except PageLost as error:
            number = cell.at(batch, len(calls))
            if number is None or isinstance(error, _Slow) or self._is_excused(error, started):
                return await self._one_by_one(cell, calls)
            self._lost(str(error.reason))
            calls[number].fail(error)
            return [*calls[:number], *calls[number + 1 :]]
        except _Broken:
            self._lost("broken")
            return await self._one_by_one(cell, calls)
        for call, result in zip(calls, results, strict=True):
            call.end(result)
        return []

    async def _one_by_one(self, cell: _Cell, calls: Sequence[_Call]) -> Sequence[_Call]:
        for call in _not_done(calls):
            await self._alone(cell, call)
        return []

    async def _alone(self, cell: _Cell, call: _Call) -> None:
        batch = next(self._batches)
        try:
            with cell.holding(batch, [call]):
                [result] = await self._in_time(cell, self._task(batch, [call]))
            call.end(result)
        except PageLost as error:
            self._lost(str(error.reason))
            call.fail(error)

    def _task(self, batch: int, calls: Sequence[_Call], patience: int = 1) -> _Task:
        given = [(call.function, call.args) for call in calls]
        return _Task(bounded_each, (self._timeout, batch, given), patience * self._timeout)

    async def _in_time(self, cell: _Cell, task: _Task) -> Any:
        """The deadline is for time in which we run: meanwhile another worker may have had the page, and done it."""
        for _ in range(STANDSTILLS):
            started = time.monotonic()
            try:
                return await self._attempt_twice(cell, task)
            except PageLost as error:
                if not self._is_excused(error, started):
                    raise
        return await self._attempt_twice(cell, task)

    def _is_excused(self, error: PageLost, started: float) -> bool:
        return error.reason is Reason.TIMEOUT and self._pulse.stood_still_since(started)

    async def _attempt_twice(self, cell: _Cell, task: _Task) -> Any:
        try:
            return await self._attempt(cell, task)
        except _Broken:
            self._lost("broken")
        await self._check(cell)
        try:
            return await self._attempt(cell, task)
        except _Broken as error:
            raise error.again from error

    async def _check(self, cell: _Cell) -> None:
        for _ in range(START_ATTEMPTS):
            with suppress(_Broken):
                await self._attempt(cell, _Task(nothing, (), self._timeout))
                return
        raise SandboxError("child processes end before they take work: see the lines above")

    async def _attempt(self, cell: _Cell, task: _Task) -> Any:
        pool, future = self._schedule(cell, task)
        # The task may wait for its predecessor in the same child, and for a child that replaces a lost one.
        deadline = DEPTH * (BATCH_PATIENCE * self._timeout + GRACE)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), deadline)
        except BrokenProcessPool as error:
            cell.discard(pool)
            raise _Broken(_ended_twice()) from error
        except TimeoutError:
            if future.cancelled():  # by `wait_for`: the pool itself hangs
                cell.discard(pool)
            raise _Slow(Reason.TIMEOUT, f"more than {self._timeout:g} s") from None
        except ProcessExpired as error:
            raise self._expired(error) from None
        except MemoryError:
            raise PageLost(Reason.MEMORY, "over the memory ceiling") from None
        except Exception as error:  # noqa: BLE001 - what a child cannot send back is lost like the child itself
            raise PageLost(Reason.CRASH, f"{type(error).__name__} in the child process") from None

    def _schedule(self, cell: _Cell, task: _Task) -> tuple[ProcessPool, ProcessFuture[Any]]:
        if self._stopped:
            raise SandboxError("the sandbox is stopped")
        pool = cell.pool()
        try:
            return pool, pool.schedule(task.function, args=task.args, timeout=task.seconds)
        except RuntimeError as error:  # it broke since it was looked at
            cell.discard(pool)
            raise _Broken(_ended_twice()) from error

    def _expired(self, error: ProcessExpired) -> PageLost | _Broken:
        code: int = error.exitcode
        if (
            code == -signal.SIGKILL
        ):  # not by us: by the kernel, when memory ran out, be it by the fault of another
            return _Broken(PageLost(Reason.MEMORY, "child process was killed twice"))
        if code == -signal.SIGALRM:
            return PageLost(Reason.TIMEOUT, f"more than {self._timeout:g} s")
        if code == -signal.SIGXCPU:
            return PageLost(Reason.TIMEOUT, "over the ceiling of CPU time")
        name = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return PageLost(Reason.CRASH, f"child process ended with {name}")


class _Cell:
    """One child process and its replacements."""

    def __init__(self, initializer: Callable[..., None], args: tuple[Any, ...], tasks_per_child: int) -> None:
        self._place: c_int64 = _CONTEXT.RawValue(c_int64, 0)
        self._initializer = initializer
        self._args = (*args, self._place)
        self._max_tasks = max(1, tasks_per_child // MOST_CALLS)
        self._pool: ProcessPool | None = None
        self._held: dict[int, Sequence[_Call]] = {}
        self._seen = -1
        self.is_slow = False
        """Whether it has been in one call for long, as far as was seen."""

    @contextmanager
    def holding(self, batch: int, calls: Sequence[_Call]) -> Iterator[None]:
        """It has these calls, in hand or waiting behind others."""
        self._held[batch] = calls
        try:
            yield
        finally:
            del self._held[batch]
            self.is_slow = False

    def held_up(self) -> list[_Call]:
        """What it holds besides the call that it has been in since this was last asked, each once."""
        place, seen = self._place.value, self._seen
        self._seen = place
        running = self._running(place)
        if place != seen or running is None:
            self.is_slow = False
        elif not self.is_slow:
            self.is_slow = True
            return [call for call in _not_done(chain(*self._held.values())) if call is not running]
        return []

    def _running(self, place: int) -> _Call | None:
        """The call at a place; None between two batches."""
        batch, number = divmod(place, place_of(1, 0))
        calls = self._held.get(batch, ())
        return calls[number] if number < len(calls) else None

    def pool(self) -> ProcessPool:
        """A pool that works: a broken one is replaced. Must be called in the thread that lives as long as we."""
        if self._pool is None or not self._pool.active:
            self.close()
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=self._max_tasks,
                initializer=self._initializer,
                initargs=self._args,
                context=_CONTEXT,
            )
        return self._pool

    def at(self, batch: int, calls: int) -> int | None:
        """Which of so many calls of a batch ran last; None where its child has told of none, or is past all."""
        number = self._place.value - place_of(batch, 0)
        return number if 0 <= number < calls else None

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


def _not_done(calls: Iterable[_Call]) -> list[_Call]:
    return [call for call in calls if not call.done.done()]


def _stop(pool: ProcessPool) -> None:
    stop: Callable[[], object] = pool.stop  # pebble has not written its type down
    stop()


def available_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _ended_twice() -> PageLost:
    return PageLost(Reason.CRASH, "child process ended twice")
