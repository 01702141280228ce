"""A standstill of the process is seen, whichever is asked first: the pulse or its next beat."""

from __future__ import annotations

import asyncio
import time

from streams.pulse import INTERVAL, LONGEST, Pulse


async def test_a_loop_that_turns_stands_not_still() -> None:
    """Work in small pieces is none."""
    now = 100.0
    pulse = Pulse(lambda: now)
    began = time.monotonic()
    pulse.start()
    for _ in range(5):
        now += LONGEST / 2
        assert not pulse.stood_still_since(began)
    pulse.stop()


async def test_a_standstill_is_seen_at_once_and_later() -> None:
    """Also by who asks before the loop has come to the next beat; who began after it is not told."""
    now = 100.0
    pulse = Pulse(lambda: now)
    began = time.monotonic()
    pulse.start()
    now += 2 * LONGEST
    assert pulse.stood_still_since(began)
    await asyncio.sleep(2 * INTERVAL)
    assert pulse.stood_still_since(began)
    assert not pulse.stood_still_since(time.monotonic())
    pulse.stop()


async def test_a_clock_that_is_set_back_is_no_standstill() -> None:
    """No deadline runs out by it."""
    now = 100.0
    pulse = Pulse(lambda: now)
    began = time.monotonic()
    now -= 50
    assert not pulse.stood_still_since(began)
    now += 0.1
    assert not pulse.stood_still_since(began)
