"""Decides how long to wait before the next page, so that no more than a given number a second are sent."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """At most `rate` pages a second; no limit for None. A pause is not made up for by a burst."""

    def __init__(
        self,
        rate: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = 1 / rate if rate else 0.0
        self._next = 0.0
        self._clock = clock
        self._sleep = sleep

    def wait(self) -> None:
        """Return when the next page is due."""
        seconds = self.due()
        if seconds:
            self._sleep(seconds)

    def due(self) -> float:
        """In how many seconds the next page is due; the caller waits for so long and sends it."""
        now = self._clock()
        at = max(now, self._next)
        self._next = at + self._interval
        return at - now
