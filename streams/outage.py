"""Decides how it is told that outcomes cannot be written: once when it begins, once when it is over."""

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
