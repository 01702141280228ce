"""Decides how the outcome of a message is found in a child process, the same for the worker and for later readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from schemas.limits import Limits
from streams.call import Call, PageLost
from streams.outcome import Outcome, lost, outcome_of
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
        preload=outcome_of.__module__,
        lost=told,
    )


async def outcome_in(sandbox: Sandbox, message: Message, limits: Limits) -> Outcome:
    """The outcome of a message; a child that it kills is one too. Raises `SandboxError`."""
    try:
        return await sandbox.run(outcome_of, message.key, message.value, message.headers, limits)
    except PageLost as error:
        return lost(message.key, message.headers, error.reason, error.detail)


def find_outcome(
    sandbox: Sandbox, message: Message, limits: Limits, then: Callable[[Outcome | Exception], None]
) -> Call:
    """As `outcome_in`, but without a task that waits: `then` is told, be it of a `SandboxError`."""

    def end(outcome: Outcome | None, error: Exception | None) -> None:
        if isinstance(error, PageLost):
            then(lost(message.key, message.headers, error.reason, error.detail))
        else:
            then(error or cast("Outcome", outcome))

    return sandbox.call(end, outcome_of, message.key, message.value, message.headers, limits)
