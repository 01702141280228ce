"""Decides how a replay goes: read, extracted, written, confirmed, and every second kept how far."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager

from streams.history.reader import consumer
from streams.history.rerun import Rerun, running
from streams.ingest.pace import Pace
from streams.isolation import children
from streams.replay.progress import Progress
from streams.replay.state import State
from streams.replay.stop import Stop
from streams.replay.writer import writing
from streams.settings import Settings

# How often it is kept how far a replay is; pages since then are done again after a crash.
TICK = 1.0

Watch = Callable[[Progress], None]


async def run(state: State, settings: Settings, *, pace: Pace, watch: Watch, stop: Stop) -> None:
    """Do what is left of the replay; `watch` is told every second how far it is.

    Raises `ReadError` where the broker is not reached or refuses, `DeliveryStopped` where not even a dead letter can be
    written, `SandboxError` without child processes, `StateError`. Whatever ends it, `state` says where to go on.
    """
    pages = state.progress.left_of(state.plan.pages)
    async with (
        consumer(settings) as reader,
        writing(settings, state.plan) as delivery,
        running(children(settings)) as sandbox,
    ):
        rerun = Rerun(reader, pages, sandbox, settings, pace=pace, then=delivery.deliver)
        stop.gently(rerun.stop)
        async with _keeping(state, rerun, watch), aclosing(rerun.outcomes()) as outcomes:
            async for message, outcome in outcomes:
                state.progress.add(message, outcome)


@asynccontextmanager
async def _keeping(state: State, rerun: Rerun, watch: Watch) -> AsyncIterator[None]:
    """Keep how far it is, now and then, and at the end."""
    since = time.monotonic() - state.progress.seconds
    expired = state.progress.expired

    def keep() -> None:
        state.progress.seconds = round(time.monotonic() - since, 3)
        state.progress.expired = expired + rerun.expired
        state.progress.settle(rerun.positions())
        state.save()
        watch(state.progress)

    async def regularly() -> None:
        while True:
            await asyncio.sleep(TICK)
            keep()

    try:
        async with asyncio.TaskGroup() as tasks:
            keeping = tasks.create_task(regularly())
            yield
            keeping.cancel()
    except ExceptionGroup as errors:  # the first ended the others
        raise errors.exceptions[0] from errors
    finally:
        keep()
