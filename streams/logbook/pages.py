"""Decides what is kept of the lines about pages, whatever their number."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from schemas.log_fields import BYTES as SIZE
from schemas.log_fields import (
    DETAIL,
    DOMAIN,
    DURATION,
    OFFSET,
    OUTCOME,
    PARTITION,
    REASON,
    TOPIC,
    URL,
    WORK_SECONDS,
    WRITE_SECONDS,
)
from schemas.rejection import Reason
from streams.logbook.hosts import Hosts
from streams.logbook.lines import Entry
from streams.logbook.places import Places
from streams.logbook.timeline import Timeline, add
from streams.logbook.top import Frequent, Largest
from streams.outcome import Kind
from streams.spread import Spread

STRETCHES = 512
SLOWEST = 50
AGAIN = 5000
"""Places that were told more than once and are kept."""
DEAD_CAUSES = 5000
"""Pairs of reason and host."""
KILLERS = 1000
KILLING = frozenset({Reason.TIMEOUT, Reason.MEMORY, Reason.CRASH, Reason.QUARANTINED})
"""The process that had such a page in hand did not live to give its outcome."""

_KINDS = frozenset(map(str, Kind))
Place = tuple[str, int, int]
"""Topic, partition and offset."""


class Told(NamedTuple):
    """A page that is named."""

    url: str
    host: str
    place: Place
    reason: str
    """Empty for an article."""
    detail: str
    at: float


class Pages:
    """What became of pages."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.reasons: Frequent[str] = Frequent(200)
        self.bytes = 0
        self.seconds = {"work": Spread(), "write": Spread(), "total": Spread()}
        self.slowest: Largest[Told] = Largest(SLOWEST)
        """By seconds of work; where none was told, from receipt to outcome."""
        self.hosts = Hosts()
        self.rate: Timeline[list[float]] = Timeline(lambda: [0.0, 0.0], add, STRETCHES)
        """Pages and dead letters."""
        self.dead: Frequent[tuple[str, str]] = Frequent(DEAD_CAUSES)
        """By reason and host."""
        self.killers: dict[Place, Told] = {}
        self.again: Frequent[Place] = Frequent(AGAIN)
        """How often more than once a page was told."""
        self.repeats = 0
        """Lines about pages that had been told before."""
        self._places = Places()

    def take(self, line: Entry, at: float) -> None:
        """A line about a page. Raises `KeyError`, `TypeError` or `ValueError` where it is none."""
        get = line.get
        kind, work, total = line[OUTCOME], get(WORK_SECONDS), line[DURATION] / 1e9
        topic, partition, offset, reason = line[TOPIC], line[PARTITION], line[OFFSET], get(REASON)
        if kind not in _KINDS or (kind == Kind.ARTICLE) != (reason is None):
            raise ValueError(kind)
        size, write = line[SIZE], line[WRITE_SECONDS]
        if not self._places.is_new(topic, partition, offset):
            self.repeats += 1
            self.again.add((topic, partition, offset))
        self.hosts.page(line, at, kind, work)
        self.outcomes[kind] += 1
        self.bytes += size
        seconds = self.seconds
        seconds["total"].add(total)
        if work is not None:
            seconds["work"].add(work)
        seconds["write"].add(write)
        cell = self.rate.cell(at)
        cell[0] += 1
        if reason is not None:
            self.reasons.add(reason)
            if kind == Kind.DEAD:
                cell[1] += 1
                self._dead(_told(line, at))
        slow = total if work is None else work
        if slow > self.slowest.least:
            self.slowest.add(slow, _told(line, at))

    def _dead(self, page: Told) -> None:
        self.dead.add((page.reason, page.host))
        if page.reason in KILLING and (len(self.killers) < KILLERS or page.place in self.killers):
            self.killers[page.place] = page


def _told(line: Entry, at: float) -> Told:
    return Told(
        line.get(URL) or "",
        line.get(DOMAIN) or "",
        (line[TOPIC], line[PARTITION], line[OFFSET]),
        line.get(REASON) or "",
        line.get(DETAIL) or "",
        at,
    )
