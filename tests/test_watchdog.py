from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from streams.watchdog import POLL_SILENCE, Sight, Trouble, Watchdog
from tests.brokers.worker import environment

WELL = Sight(is_assigned=True, waiting=0, finished=0, committed=0.0, is_commit_due=False, unpolled=0.0)
HUNG = """
import asyncio, signal, sys, time
from streams.watchdog import LoopGuard

async def main() -> None:
    guard = LoopGuard(2, 6)
    guard.start()
    for _ in range(4):
        await asyncio.sleep(1)
        guard.beat()
    print("beating", flush=True)
    {hang}
    print("over", flush=True)

asyncio.run(main())
"""


class Bench:
    """A watchdog with a clock and a sight of our own."""

    def __init__(self) -> None:
        self.now, self.sight = 100.0, WELL
        self.dog = Watchdog(lambda: self.sight, lambda: self.now)

    def after(self, seconds: float, **seen: Any) -> Trouble | None:
        """What it says when the clock has moved on, and this is seen."""
        self.now += seconds
        self.sight = replace(self.sight, **seen)
        return self.dog.check()


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        ({"is_assigned": False}, "no partitions assigned"),
        ({"waiting": 7}, "no page finished, though 7 wait"),
        ({"is_commit_due": True}, "finished pages are not committed"),
        ({"unpolled": POLL_SILENCE + 1}, "no fetch is answered"),
    ],
)
def test_trouble_is_told_with_its_age(seen: dict[str, Any], reason: str) -> None:
    """It counts from when it was first seen, and is over when it is."""
    bench = Bench()
    assert bench.after(0) is None
    assert bench.after(5, **seen) == Trouble(reason, 0.0)
    assert bench.after(40) == Trouble(reason, 40.0)
    bench.sight = WELL
    assert bench.after(1) is None


def test_a_page_that_finishes_is_progress() -> None:
    """However many still wait."""
    bench = Bench()
    bench.after(0, waiting=9)
    assert bench.after(50, waiting=8, finished=1) == Trouble("no page finished, though 8 wait", 0.0)


def test_the_longest_trouble_is_told() -> None:
    """It is the likeliest cause of the others."""
    bench = Bench()
    bench.after(0, is_commit_due=True)
    assert bench.after(9, waiting=3) == Trouble("finished pages are not committed", 9.0)


def test_an_idle_worker_is_well() -> None:
    """Nothing waits, or the partitions are with others."""
    bench = Bench()
    assert bench.after(0) is None
    assert bench.after(10_000) is None


def run(hang: str) -> subprocess.CompletedProcess[str]:
    """A process whose event loop hangs in this way."""
    return subprocess.run(
        (sys.executable, "-c", HUNG.format(hang=hang)),
        env=environment({}),
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_loop_that_does_not_turn_ends_the_process() -> None:
    """At once and with the status that says so: the loop itself could not."""
    done = run("time.sleep(30)")
    assert (done.returncode, done.stdout) == (6, "beating\n")
    assert "event loop does not turn" in done.stderr


def test_a_loop_that_turns_is_left_alone() -> None:
    """A short pause is none."""
    assert run("time.sleep(1)").stdout == "beating\nover\n"
