"""Decides how it is told that a broker is away, for writing or at all: once when it begins, once when it is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from schemas.log_fields import Action
from streams.kafka_errors import name
from streams.logs import event


class Outage:
    """A time in which nothing can be written. Starts without one."""

    def __init__(self, logger: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._log = logger
        self._clock = clock
        self._since: float | None = None

    def begin(self, what: str, cause: BaseException) -> None:
        """`what` could not be written; told unless that was so before."""
        if self._since is None:
            self._since = self._clock()
            event(
                self._log,
                logging.WARNING,
                Action.BROKER_AWAY,
                "cannot write %s, trying on: %s; nothing is lost, see to the broker and the way to it",
                what,
                name(cause),
            )

    def end(self) -> None:
        """Something was written."""
        if self._since is not None:
            seconds, self._since = self._clock() - self._since, None
            event(
                self._log,
                logging.WARNING,
                Action.BROKER_BACK,
                "outcomes are written again, after %.1f s",
                seconds,
                outage_seconds=round(seconds, 1),
            )


SILENCE = 10.0
"""Seconds without an answer after which an idle worker takes the broker for away: it asks for pages each 0.2 s."""


_AWAY = "no broker has answered for %.0f s, trying on; nothing is lost, see to the broker and the way to it"


class Silence:
    """A time in which the broker answers no fetch: where a worker has nothing to write, only that tells of it."""

    def __init__(self, logger: logging.Logger) -> None:
        self._log = logger
        self._longest = 0.0

    def look(self, seconds: float) -> None:
        """So long ago was the last answer; to be called each second."""
        if seconds >= SILENCE:
            if not self._longest:
                self._tell(Action.BROKER_AWAY, _AWAY, seconds)
            self._longest = seconds
        elif self._longest:
            self._tell(Action.BROKER_BACK, "a broker answers again, after %.1f s", self._longest)
            self._longest = 0.0

    def _tell(self, action: Action, text: str, seconds: float) -> None:
        event(self._log, logging.WARNING, action, text, seconds, outage_seconds=round(seconds, 1))
