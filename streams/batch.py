"""Decides how pages are processed without Kafka: by the worker's function, in child processes, in order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import cast

from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import PageError
from streams.background import Background
from streams.call import PageLost
from streams.explain import Explanation, explain
from streams.ingest.message import Message
from streams.outcome import Kind, Outcome, lost, outcome_of
from streams.sandbox import Sandbox
from streams.settings import Settings

# Pages under way for each child process.
AHEAD = 4


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one page."""

    origin: str
    """Where the page was read."""
    outcome: Outcome
    cpu_ms: float | None = None
    """CPU time of the page in its child process, in milliseconds; None where the child was lost."""
    explanation: Explanation | None = None
    """What was removed and which rule gave what, where that was asked for."""


def extract(
    messages: Iterable[Message], settings: Settings, *, processes: int, explained: bool = False
) -> Generator[Result, None, None]:
    """The outcome of each page, in order. Nothing that a page does harms the others or this process."""
    work = partial(work_on, limits=settings.limits, explained=explained)
    pending: deque[Future[Result]] = deque()
    sandbox = Sandbox(
        processes=processes,
        timeout=settings.page_timeout,
        memory=settings.page_memory,
        tasks_per_child=settings.pages_per_child,
        work=work,
    )
    with Background() as background:
        try:
            background.run(sandbox.start())
            for message in messages:
                pending.append(background.submit(_result(sandbox, message)))
                while pending and (pending[0].done() or len(pending) >= processes * AHEAD):
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            background.run(sandbox.stop())


def work_on(message: Message, *, limits: Limits, explained: bool) -> Result:
    """The result for one page; run in a child process."""
    before = time.process_time()
    outcome = outcome_of(message.key, message.value, message.headers, limits)
    cpu_ms = (time.process_time() - before) * 1000
    why = _explanation(message, limits) if explained and outcome.kind is not Kind.DEAD else None
    return Result(message.origin, outcome, round(cpu_ms, 3), why)


async def _result(sandbox: Sandbox, message: Message) -> Result:
    try:
        return cast("Result", await sandbox.run(sandbox.work, message))
    except PageLost as error:
        return Result(message.origin, lost(message.key, message.headers, error.reason, error.detail))


def _explanation(message: Message, limits: Limits) -> Explanation | None:
    try:
        return explain(Page.from_message(message.key, message.value, message.headers, limits))
    except PageError:  # refused before it was a page
        return None
