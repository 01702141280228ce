from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pytest

from streams.call import SandboxError
from streams.ingest.message import Message, encoded
from streams.settings import Settings
from streams.status.trial import PLACES, Busy, Trial
from tests.brokers import inputs

SETTINGS = Settings(page_timeout=2.0, stall_timeout=30.0)
IDLE = 0.5


def page(body: bytes) -> Message:
    """A page to be tried."""
    return Message("tried", None, body, encoded([("url", inputs.url("a")), ("content-type", "text/html")]))


def children() -> list[psutil.Process]:
    """Our child processes that work on pages."""
    return [child for child in psutil.Process().children() if "streams.child" in " ".join(child.cmdline())]


@pytest.fixture
async def trial() -> AsyncIterator[Trial]:
    """No child process before and none after."""
    made = Trial(SETTINGS, idle=IDLE)
    assert not children()
    yield made
    await made.stop()
    assert not children()


async def outcome(trial: Trial, body: bytes) -> tuple[Any, Any]:
    """Outcome and reason."""
    told = json.loads(await trial.run(page(body)))
    return told["outcome"], told["reason"]


async def test_a_page_is_worked_on_by_a_child_that_yields(trial: Trial) -> None:
    """Started when the first page comes, and gone some time after the last."""
    assert await outcome(trial, inputs.html("a")) == ("article", None)
    [child] = children()
    assert child.nice() == min(19, os.nice(0) + 19)
    assert (await asyncio.to_thread(psutil.wait_procs, [child], 30))[1] == []
    assert await outcome(trial, inputs.html("b")) == ("article", None)


async def test_a_page_that_hangs_ends_by_the_deadline(trial: Trial) -> None:
    """And the one that waited behind it has its answer."""
    hanging = inputs.slow("slow", 80_000).value
    assert hanging
    first, second = await asyncio.gather(outcome(trial, hanging), outcome(trial, inputs.html("a")))
    assert first == ("dead", "timeout")
    assert second == ("article", None)


async def test_after_the_stop_no_child_is_started(trial: Trial) -> None:
    """Not even by a page that came just before."""
    coming = asyncio.create_task(trial.run(page(inputs.html("a"))))
    await trial.stop()
    with pytest.raises(SandboxError):
        await coming


async def test_places_are_bounded(trial: Trial) -> None:
    """A place that was left is free again, whatever happened in it."""
    with trial.place(), trial.place():
        with pytest.raises(Busy), trial.place():
            pass
        assert PLACES == 2
    with pytest.raises(RuntimeError), trial.place():
        raise RuntimeError
    with trial.place():
        pass
