"""Decides what of the last minutes is remembered for the status page: so much and no more, whatever comes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from itertools import islice
from typing import Any, NamedTuple

from streams.drift import Change
from streams.log_format import printable
from streams.outcome import Kind, Outcome
from streams.records import Message
from streams.summary import Summary
from streams.took import Took

POINTS = 300
"""Points of the charts: one a second, so five minutes."""
NOW = 10
"""Slices that what is told of now is the sum of."""
LAST = 20
"""Articles, dead letters and changes that are remembered, each."""
URL_LENGTH = 300
# Less time than this, in seconds, makes no point: a rate in it would be chance.
_SHORTEST = 0.5


class Point(NamedTuple):
    """What happened in about a second."""

    number: int
    """How many points were before it."""
    at: float
    """When it ended, in seconds since 1970."""
    seconds: float
    article: int
    skipped: int
    dead: int
    p50: float | None
    """From the receipt of a page to its confirmed outcome, in seconds; None where no page came to one."""
    p95: float | None
    p99: float | None


class Finished(NamedTuple):
    """A page that came to its outcome."""

    at: float
    """In seconds since 1970."""
    title: str
    reason: str
    detail: str
    url: str
    host: str
    words: int | None
    quality: float | None
    seconds: float
    source: str
    """As `TOPIC/PARTITION/OFFSET`."""


class Changed(NamedTuple):
    """A host whose pages changed."""

    at: float
    """In seconds since 1970."""
    host: str
    signs: str
    seen: int


class Recent:
    """The last seconds, articles, dead letters and changes."""

    def __init__(self) -> None:
        self.points: deque[Point] = deque(maxlen=POINTS)
        self.articles: deque[Finished] = deque(maxlen=LAST)
        self.dead: deque[Finished] = deque(maxlen=LAST)
        self.changes: deque[Changed] = deque(maxlen=LAST)
        self._slices: deque[tuple[Summary, float]] = deque(maxlen=NOW)
        self._added: Mapping[Summary, float] = {}
        """The slices whose sum `_last` is."""
        self._last = Summary()
        self._open: Summary | None = None
        """The slices that are too short for a point yet."""
        self._open_seconds = 0.0
        self._number = 0

    def page(self, message: Message, outcome: Outcome, took: Took) -> None:
        """A page has its confirmed outcome."""
        if outcome.kind is Kind.ARTICLE:
            self.articles.append(_finished(message, outcome, took))
        elif outcome.kind is Kind.DEAD:
            self.dead.append(_finished(message, outcome, took))

    def changed(self, change: Change) -> None:
        """The pages of a host have changed."""
        signs = "; ".join(map(str, change.signs))
        self.changes.append(Changed(time.time(), printable(change.host), signs, change.seen))

    def slice(self, summary: Summary, seconds: float) -> None:
        """So much happened in so many seconds, since the last slice; the summary is kept."""
        if self._open is None:
            self._open = summary
        else:
            self._open.merge(summary)
        self._open_seconds += seconds
        if self._open_seconds >= _SHORTEST:
            self.points.append(self._point(self._open))
            self._slices.append((self._open, self._open_seconds))
            self._open, self._open_seconds = None, 0.0

    def since(self, number: int) -> list[Point]:
        """The points from this number on."""
        first = self._number - len(self.points)
        return list(islice(self.points, max(0, number - first), None))

    def now(self) -> dict[str, Any]:
        """The fields of a summary of the last seconds."""
        # One that looks each second has most slices added up from the last time.
        slices = dict(self._slices)
        for gone in self._added.keys() - slices.keys():
            self._last.merge(gone, -1)
        for new in slices.keys() - self._added.keys():
            self._last.merge(new)
        self._added = slices
        return self._last.fields(sum(slices.values()))

    def _point(self, summary: Summary) -> Point:
        times = summary.quantiles("total")
        self._number += 1
        return Point(
            self._number - 1,
            time.time(),
            self._open_seconds,
            *(summary.outcomes[kind] for kind in Kind),
            *(times.get(name) for name in ("p50", "p95", "p99")),
        )


def _finished(message: Message, outcome: Outcome, took: Took) -> Finished:
    return Finished(  # by place: it is made for each page, and names cost as much as all else here
        time.time(),
        outcome.title,
        outcome.reason or "",
        outcome.detail,
        outcome.url[:URL_LENGTH],
        outcome.domain[:URL_LENGTH],
        outcome.words,
        outcome.quality,
        took.total,
        f"{message.topic}/{message.partition}/{message.offset}",
    )
