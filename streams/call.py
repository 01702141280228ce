"""Decides what a call of page work comes to: a result, or why there is none."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Any

from schemas.rejection import Reason
from streams.wire import Answer


class PageLost(Exception):
    """The child did not live to give a result: `reason` is timeout, memory or crash."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class SandboxError(Exception):
    """No child process can be started: nothing that is wrong with a page."""


Then = Callable[[Any, Exception | None], object]
"""Is told the result, or why there is none: `PageLost` or `SandboxError`. Raises nothing."""


class Call:
    """A function that is to be run, with its arguments."""

    __slots__ = ("_then", "args", "excused", "function", "is_moved", "is_over", "killed")

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], then: Then) -> None:
        self.function, self.args, self._then = function, args, then
        self.is_over = False
        """It has its result, or nobody wants one any more."""
        self.killed = False
        """Whether a child was killed from outside while it ran this."""
        self.is_moved = False
        """Whether it was given to another child as well, as it was held up."""
        self.excused = 0
        """How often its time ran out because the worker stood still."""

    def end(self, answer: Answer) -> None:
        """The child has answered."""
        if answer.problem == MemoryError.__name__:
            self.fail(PageLost(Reason.MEMORY, "over the memory ceiling"))
        elif answer.problem:
            self.fail(PageLost(Reason.CRASH, f"{answer.problem} in the child process"))
        elif not self.is_over:
            self.is_over = True
            self._then(answer.value, None)

    def fail(self, error: Exception) -> None:
        """It has no result."""
        if not self.is_over:
            self.is_over = True
            self._then(None, error)

    def forget(self) -> None:
        """Nobody wants its result any more."""
        self.is_over = True


def into(future: asyncio.Future[Any]) -> Then:
    """What settles a future."""

    def then(value: Any, error: Exception | None) -> None:
        if future.done():  # cancelled
            return
        if error is None:
            future.set_result(value)
        else:
            future.set_exception(error)

    return then


def loss(status: int) -> PageLost:
    """Why a page is lost whose process ended with this status."""
    if status == -signal.SIGKILL:  # by the kernel, when memory ran out
        return PageLost(Reason.MEMORY, "child process was killed twice")
    if status == -signal.SIGXCPU:
        return PageLost(Reason.TIMEOUT, "over the ceiling of CPU time")
    name = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return PageLost(Reason.CRASH, f"child process ended with {name}")
