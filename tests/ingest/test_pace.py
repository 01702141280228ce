from __future__ import annotations

from streams.ingest.pace import Pace


class Watch:
    """A clock that only moves when someone sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def test_pages_are_spread_evenly() -> None:
    """At four a second the fifth page goes out one second after the first."""
    watch = Watch()
    pace = Pace(4, watch.clock, watch.sleep)
    for _ in range(5):
        pace.wait()
    assert watch.now == 101.0


def test_a_pause_is_not_made_up_for() -> None:
    """After a slow file the rate is what it was, not a burst."""
    watch = Watch()
    pace = Pace(4, watch.clock, watch.sleep)
    pace.wait()
    watch.sleep(60)
    pace.wait()
    pace.wait()
    assert watch.now == 160.25


def test_without_a_rate_nothing_waits() -> None:
    """The default is as fast as the broker takes them."""
    watch = Watch()
    pace = Pace(None, watch.clock, watch.sleep)
    for _ in range(1000):
        pace.wait()
    assert watch.now == 100.0
