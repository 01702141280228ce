from __future__ import annotations

import asyncio
import threading

import pytest

from streams.background import Background


async def a_thread() -> str:
    """The name of the thread that runs this."""
    await asyncio.sleep(0)
    return threading.current_thread().name


async def a_failure() -> None:
    """A coroutine that fails."""
    raise LookupError("no such page")


def test_coroutines_run_in_a_thread_of_their_own() -> None:
    """The caller's thread only waits."""
    with Background() as background:
        assert background.run(a_thread()) == "background"
        assert background.submit(a_thread()).result() == "background"


def test_what_a_coroutine_raises_reaches_the_caller() -> None:
    """An error is not lost in the other thread."""
    with Background() as background, pytest.raises(LookupError, match="no such page"):
        background.run(a_failure())


def test_the_end_cancels_what_still_runs() -> None:
    """Leaving the block does not wait for work that never ends, and leaves no thread."""
    with Background() as background:
        future = background.submit(asyncio.sleep(3600))
    assert future.cancelled()
    assert "background" not in [thread.name for thread in threading.enumerate()]
