"""Decides whether a worker gets on with its work, what keeps it from that, and when it must end because of it.

Faust and its client only log that they have stopped consuming (faust-streaming/faust#175, #523). A worker that ends is
started again by whatever looks after it; one that hangs is not.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

POLL_SILENCE = 60.0
"""Seconds without an answer to a fetch that show that fetching hangs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What can be seen of the work at one moment."""

    is_assigned: bool
    """Whether the group has said which partitions are ours, be it none."""
    waiting: int
    """Messages that are still to be read, or have no confirmed outcome, as far as is known."""
    finished: int
    """Pages that came to a confirmed outcome, ever."""
    committed: float
    """When offsets were last committed."""
    is_commit_due: bool
    """Whether a finished page is not yet committed."""
    unpolled: float
    """Seconds since the broker last answered a fetch."""


class Trouble(NamedTuple):
    """Why the work does not get on, and for how many seconds that has been so."""

    reason: str
    seconds: float


class Watchdog:
    """Looks at the work from time to time. Belongs to one event loop."""

    def __init__(self, look: Callable[[], Sight], clock: Callable[[], float] = time.monotonic) -> None:
        self._look = look
        self._clock = clock
        self._progress = (-1, -1.0)
        self._since: dict[str, float] = {}

    def check(self) -> Trouble | None:
        """The trouble that has lasted the longest; None where the work gets on or there is none."""
        now, sight = self._clock(), self._look()
        progress = (sight.finished, sight.committed)
        if progress != self._progress:
            self._progress = progress
            self._since.clear()
        reasons = _reasons(sight)
        self._since = {reason: self._since.get(reason, now) for reason in reasons}
        since, reason = min(((at, reason) for reason, at in self._since.items()), default=(now, ""))
        return Trouble(reasons[reason], now - since) if reason else None


def _reasons(sight: Sight) -> dict[str, str]:
    """By the name of each trouble there is, its description; none of them tells a slow page from a hanging worker."""
    found = {
        "unassigned": "no partitions assigned" if not sight.is_assigned else "",
        "unfinished": f"no page finished, though {sight.waiting} wait" if sight.waiting else "",
        "uncommitted": "finished pages are not committed" if sight.is_commit_due else "",
        "silent": "no fetch is answered" if sight.unpolled > POLL_SILENCE else "",
    }
    return {name: reason for name, reason in found.items() if reason}


class LoopGuard:
    """Ends the process where its event loop does not turn: then nothing within it can."""

    def __init__(self, seconds: float, status: int) -> None:
        """`seconds` without a turn, whole ones; `status` that the process ends with."""
        self._ticks = math.ceil(seconds)
        self._status = status
        self._missed = 0
        self._thread = threading.Thread(target=self._watch, name="loop-guard", daemon=True)
        self._ended = threading.Event()

    def start(self) -> None:
        """Watch from now on."""
        self._thread.start()

    def beat(self) -> None:
        """The loop turns; to be called each second."""
        self._missed = 0

    def stop(self) -> None:
        """Watch no more."""
        self._ended.set()

    def _watch(self) -> None:
        # Counted, not measured: a process that was stopped by a signal for hours has missed nothing.
        while not self._ended.wait(1.0):
            self._missed += 1
            if self._missed > self._ticks:
                # Not by logging: the loop may hold its lock.
                os.write(
                    sys.stderr.fileno(), b"streams worker: the event loop does not turn; the process ends\n"
                )
                os._exit(self._status)
