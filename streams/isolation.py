"""Decides how the outcome of a message is found in a child process, the same for the worker and for later readers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from schemas.limits import Limits
from streams.call import Call, PageLost
from streams.outcome import Outcome, Plain, lost, of_plain, plain_outcome
from streams.records import Message
from streams.sandbox import Sandbox
from streams.settings import Settings


def children(settings: Settings, told: Callable[[str], None] = lambda _: None) -> Sandbox:
    """Child processes for page work, not yet started; `told` gets the reason where one is lost."""
    return Sandbox(
        processes=settings.processes,
        timeout=settings.page_timeout,
        memory=settings.page_memory,
        tasks_per_child=settings.pages_per_child,
        work=page_work(settings.limits),
        lost=told,
    )


def page_work(limits: Limits) -> Callable[..., Plain]:
    """What the children of a `Sandbox` do for `outcome_in` and `find_outcome`."""
    return partial(plain_outcome, limits=limits)


async def outcome_in(sandbox: Sandbox, message: Message) -> Outcome:
    """The outcome of a message; a child that it kills is one too. Raises `SandboxError`."""
    try:
        return of_plain(await sandbox.run(sandbox.work, message.key, message.value, message.headers))
    except PageLost as error:
        return lost(message.key, message.headers, error.reason, error.detail)


def find_outcome(sandbox: Sandbox, message: Message, then: Callable[[Outcome | Exception], None]) -> Call:
    """As `outcome_in`, but without a task that waits: `then` is told, be it of a `SandboxError`."""

    def end(found: Plain | None, error: Exception | None) -> None:
        if found is not None:
            then(of_plain(found))
        elif isinstance(error, PageLost):
            then(lost(message.key, message.headers, error.reason, error.detail))
        elif error is not None:
            then(error)

    return sandbox.call(end, sandbox.work, message.key, message.value, message.headers)
