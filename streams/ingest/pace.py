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
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._interval
