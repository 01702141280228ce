"""Decides who is told of what happens to pages: log, metrics, summaries, status page, and the watch over hosts."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from schemas.log_fields import Action
from streams import memory, summary
from streams.drift import Change, Drift
from streams.logs import event, log_page
from streams.metrics import Metrics
from streams.outcome import Outcome
from streams.records import Message
from streams.status.recent import Recent
from streams.summary import Summary
from streams.took import Took

log = logging.getLogger(__name__)


class Observer:
    """Tells of pages, lost children and repeated writes."""

    def __init__(self, metrics: Metrics, drift: Drift, recent: Recent) -> None:
        self._metrics = metrics
        self._drift = drift
        self._recent = recent
        self._summary, self._slice = Summary(), Summary()
        self._since = self._turned = time.monotonic()

    def page(self, message: Message, outcome: Outcome, took: Took) -> None:
        """A page has its confirmed outcome."""
        size = len(message.value or b"")
        self._metrics.page(outcome, size, took, message.timestamp)
        self._slice.page(outcome, size, took)
        self._recent.page(message, outcome, took)
        log_page(message, outcome, took)
        change = self._drift.page(
            outcome.domain,
            kind=outcome.kind,
            words=outcome.words,
            quality=outcome.quality,
            missing=outcome.missing,
        )
        if change:
            self._metrics.drifted(change.host, change.signs)
            self._recent.changed(change)
            _tell(change)

    def child_lost(self, reason: str) -> None:
        """A child process ended in its work."""
        self._metrics.child_lost(reason)
        self._slice.children_lost += 1
        event(
            log,
            logging.WARNING,
            Action.CHILD_LOST,
            "a child process was lost (%s) and is replaced; %s",
            reason,
            _HELP.get(reason, _HELP["broken"]),
        )

    def retried(self) -> None:
        """A try to write failed and is repeated."""
        self._metrics.retries += 1
        self._slice.retries += 1

    def rebalanced(self) -> None:
        """The group gave out its partitions."""
        self._metrics.rebalances += 1

    def turn(self) -> None:
        """Begin a new slice of time: to be called once a second. Pages are counted in slices, and a summary adds up."""
        now = time.monotonic()
        self._summary.merge(self._slice)
        self._recent.slice(self._slice, now - self._turned)
        self._slice, self._turned = Summary(), now

    def summarise(self, *, lag: Mapping[tuple[str, int], int], in_hand: int, bytes_in_hand: int) -> None:
        """A line about what happened since the last one."""
        self.turn()
        now = self._turned
        fields: dict[str, Any] = {
            **self._summary.fields(now - self._since),
            "lag": {str(partition): count for (_, partition), count in sorted(lag.items())},
            "in_hand": in_hand,
            "bytes_in_hand": bytes_in_hand,
            "memory": memory.of_family(),
        }
        self._summary, self._since = Summary(), now
        event(log, logging.INFO, Action.SUMMARY, "%s", summary.sentence(fields), **fields)


_HELP = {
    "timeout": "its page is a dead letter: see whether that is sane, else STREAMS_PAGE_TIMEOUT",
    "memory": "its page is a dead letter: see whether that is sane, else STREAMS_PAGE_MEMORY",
    "crash": "its page is a dead letter that kills the parser: file it",
    "broken": "its page is done again: was it killed from outside, is the machine short of memory?",
}


def _tell(change: Change) -> None:
    signs = {
        sign.name: {"before": round(sign.before, 3), "now": round(sign.now, 3), "pages": sign.pages}
        for sign in change.signs
    }
    event(
        log,
        logging.WARNING,
        Action.DRIFT,
        "pages of %s changed: %s; has it a new template? `streams extract --explain` on one of them, "
        "then a rule in streams/sites",
        change.host,
        "; ".join(map(str, change.signs)),
        domain=change.host,
        signs=signs,
        seen=change.seen,
    )
