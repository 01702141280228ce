"""Decides whether this process stood still for a while, so that deadlines ran out that were no fault of the work.

It does by SIGSTOP, in a container that is paused, on a machine that sleeps, and, as far as deadlines can tell, when the
clock is set forward.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

INTERVAL = 0.2
LONGEST = 1.0
"""Seconds from one beat to the next that are taken for a standstill."""


class Pulse:
    """Beats as long as the event loop turns."""

    def __init__(self, wall: Callable[[], float] = time.time) -> None:
        """`wall` is the clock by which deadlines run out."""
        self._wall = wall
        self._seen = wall()
        self._stood_still = float("-inf")
        self._beating: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Beat from now on."""
        self._seen = self._wall()
        self._beating = asyncio.create_task(self._beat())

    def stop(self) -> None:
        """Beat no more."""
        if self._beating is not None:
            self._beating.cancel()

    def stood_still_since(self, moment: float) -> bool:
        """Whether a standstill ended after this moment, which is by `time.monotonic`."""
        # It may have ended just now, and the loop turns to us before it turns to the next beat.
        self._look()
        return self._stood_still >= moment

    async def _beat(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(INTERVAL)

    def _look(self) -> None:
        now = self._wall()
        if now - self._seen > LONGEST:
            self._stood_still = time.monotonic()
        self._seen = now
