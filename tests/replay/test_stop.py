from __future__ import annotations

import asyncio
import os
import signal

import pytest

from streams.replay.stop import Stop, Stopped, alone


def test_a_signal_ends_work_that_cannot_be_stopped_gently() -> None:
    """As while it connects: at once."""

    async def work(_: Stop) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    with pytest.raises(Stopped):
        alone(work)


@pytest.mark.parametrize("signals", [1, 2])
def test_the_first_signal_stops_gently_and_the_second_at_once(signals: int) -> None:
    """So that who cannot wait for the broker need not."""
    gentle = asyncio.Event()
    heard: list[str] = []

    async def work(stop: Stop) -> str:
        stop.gently(gentle.set)
        os.kill(os.getpid(), signal.SIGINT)
        await gentle.wait()
        if signals == 2:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()
        return "done"

    if signals == 1:
        assert alone(work, lambda: heard.append("once")) == "done"
    else:
        with pytest.raises(Stopped):
            alone(work, lambda: heard.append("once"))
    assert heard == ["once"]


def test_signals_are_the_callers_again_afterwards() -> None:
    """Ctrl-C raises what it always raises."""

    async def work(_: Stop) -> None:
        await asyncio.sleep(0)

    alone(work)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
