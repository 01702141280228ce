"""Decides how many calls a child process is given ahead, and for how long it is left alone with them.

Each time it is heard the worker is woken, and what it runs then has to come into the processor's caches anew. So where
calls wait, answers are read some at a time. Where few wait each is read as it comes.
"""

from __future__ import annotations

LEAST, MOST = 4, 16
"""Calls that a child is given ahead."""
AHEAD = 0.1
"""So many seconds of work are enough."""
LONGEST = 0.04
"""A child is left alone for at most so long (seconds): an answer waits for it."""
# What the newest calls weigh in the mean.
_SHARE = 0.1


class Pace:
    """How long the calls of one child take on the mean."""

    def __init__(self) -> None:
        self._seconds = AHEAD
        self.calls_ahead = LEAST
        """How many calls it may have without an answer."""

    def answered(self, calls: int, seconds: float) -> None:
        """So many calls were answered in so much time."""
        weight = min(1.0, calls * _SHARE)
        self._seconds += weight * (seconds / calls - self._seconds)
        self.calls_ahead = max(LEAST, min(MOST, int(AHEAD / max(self._seconds, AHEAD / MOST))))

    def seconds_alone(self, calls: int) -> float:
        """For how long it need not be heard, with so many calls without an answer; 0 where each answer counts."""
        return min(LONGEST, self._seconds * calls / 2) if calls >= LEAST else 0.0
