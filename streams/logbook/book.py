"""Decides who learns of a line: one pass over a log, in which each line is seen once and then forgotten."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import inf

from schemas.log_fields import (
    ACTION,
    CHILDREN_LOST,
    DOMAIN,
    LAG,
    LEVEL,
    MEMORY,
    NODE,
    OFFSET,
    PARTITION,
    RETRIES,
    TIMESTAMP,
    TOPIC,
    Action,
)
from streams.logbook.causes import LEVELS, Causes, is_unreached
from streams.logbook.drifts import Drifts
from streams.logbook.lines import Entry, Lines
from streams.logbook.lives import LIFE, WORKERS, Worker
from streams.logbook.pages import Pages, Place
from streams.logbook.sound import LATEST, Soundness
from streams.logbook.timeline import Clock, Timeline

LAG_STRETCHES = 128
SUSPECTS = 1000
_PAGE, _SUMMARY, _DRIFT, _POISON = Action.PAGE, Action.SUMMARY, Action.DRIFT, Action.POISON


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines count; without a choice, all of them."""

    since: float = -inf
    """Seconds since 1970."""
    until: float = inf
    hosts: Collection[str] = ()
    """Only lines about pages of these hosts and those below them; other lines count all the same."""
    workers: Collection[str] = ()
    """Only lines of these workers, names or patterns as `worker-*`."""

    @property
    def is_all(self) -> bool:
        """Whether there is no choice."""
        return self == Wanted()

    def takes(self, at: float, worker: str, host: str | None) -> bool:
        """Whether a line counts."""
        if not self.since <= at < self.until:
            return False
        if self.workers and not any(fnmatchcase(worker, pattern) for pattern in self.workers):
            return False
        return not self.hosts or host is None or any(_is_within(host, name) for name in self.hosts)


class Logbook:
    """All that is kept of a log. Its memory is bounded, whatever the number of lines, hosts and workers."""

    def __init__(self, wanted: Wanted | None = None) -> None:
        self.lines = Lines()
        self.pages = Pages()
        self.causes = Causes()
        self.drifts = Drifts()
        self.workers: dict[str, Worker] = {}
        self.suspects: dict[Place, str] = {}
        """Pages at which workers died, and what was said of them last."""
        self.lag: Timeline[dict[str, int]] = Timeline(dict, dict.update, LAG_STRETCHES)
        """Messages not yet committed, by partition, as told last in each stretch."""
        self.retries = 0
        self.children_lost = 0
        self.memory = 0
        """The most that a worker told."""
        self.passed_over = 0
        """Lines of ours that are not wanted."""
        self.first, self.last = inf, -inf
        """Times of the first and the last line."""
        self._wanted = None if wanted is None or wanted.is_all else wanted
        self._clock = Clock()
        self._soundness = Soundness()

    def take(self, line: bytes) -> None:
        """A line of a log, of whatever kind."""
        entry = self.lines.entry(line)
        if entry is not None and not self._soundness.holds(entry):
            self.lines.refuse()
        elif entry is not None:
            try:
                self._take(entry)
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
                self.lines.refuse()

    def _take(self, line: Entry) -> None:
        at, worker, action = self._clock.read(line[TIMESTAMP]), line[NODE], line.get(ACTION)
        if not 0 <= at < LATEST:
            raise ValueError(at)
        if self._wanted and not self._wanted.takes(at, worker, line.get(DOMAIN)):
            self.passed_over += 1
            return
        self.first = min(self.first, at)
        self.last = max(self.last, at)
        if action == _PAGE:
            self.pages.take(line, at)
            if known := self._worker(worker, at):
                known.seen(at)
                known.last_page = max(known.last_page, at)
        else:
            self._event(line, at, worker, action)

    def _event(self, line: Entry, at: float, worker: str, action: str | None) -> None:
        if action == _SUMMARY:
            self._summary(line, at)
        if (action == _SUMMARY or action in LIFE) and (known := self._worker(worker, at)):
            if action in LIFE:
                known.tell(line, at)
            known.seen(at)
        if action == _DRIFT:
            self.drifts.take(line, at, worker)
        elif action == _POISON:
            self._suspect(line)
        if line[LEVEL] in LEVELS:
            self.causes.take(line, at, worker)
            if worker in self.workers and is_unreached(line):
                self.workers[worker].unreached(at)

    def _worker(self, name: str, at: float) -> Worker | None:
        worker = self.workers.get(name)
        if worker is None and len(self.workers) < WORKERS:
            worker = self.workers[name] = Worker(name, at, at)
        return worker

    def _summary(self, line: Entry, at: float) -> None:
        self.lag.cell(at).update(line[LAG])
        self.retries += line[RETRIES]
        self.children_lost += line[CHILDREN_LOST]
        self.memory = max(self.memory, line.get(MEMORY) or 0)

    def _suspect(self, line: Entry) -> None:
        place = (line[TOPIC], line[PARTITION], line[OFFSET])
        if len(self.suspects) < SUSPECTS or place in self.suspects:
            self.suspects[place] = str(line["message"])


def _is_within(host: str, name: str) -> bool:
    return host == name or host.endswith(f".{name}")
