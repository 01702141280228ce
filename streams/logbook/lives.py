"""Decides how the life of each worker went: when it started and ended, and how; a start without a stop is a kill."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Any

from schemas.log_fields import (
    ACTION,
    EXIT_CODE,
    LEVEL,
    MESSAGE,
    OUTAGE_SECONDS,
    PROCESS,
    SETTINGS,
    VERSION,
    Action,
)
from streams.log_repeats import REPEAT_SECONDS
from streams.logbook.lines import Entry
from streams.settings import Settings

WORKERS = 2000
"""Workers whose lives are kept, those of the first lines; of the others pages are counted."""
EVENTS = 2000
"""Events of a worker that are kept, the last ones."""
LIFE = frozenset(
    {
        *(Action.STARTED, Action.ASSIGNED, Action.REVOKED, Action.STOPPING, Action.DRAINED, Action.STOPPED),
        *(Action.BROKER_AWAY, Action.BROKER_BACK, Action.STALLED, Action.CRASHED),
    }
)
"""What is kept of a worker."""
_SILENT_SUMMARIES = 3.5
_UNTOLD = REPEAT_SECONDS + 10.0
_SUMMARY_SECONDS = Settings().summary_interval


class Ended(StrEnum):
    """How a life ended."""

    RUNNING = "runs"
    STOPPED = "stopped"
    FAILED = "failed"
    """By itself, with an exit status that is not 0."""
    KILLED = "killed"
    """It never said that it stops, and was started again."""
    SILENT = "silent"
    """It neither said that it stops nor anything else since."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a worker told of its life."""

    at: float
    action: str
    text: str
    is_error: bool
    last: float
    """When the worker had been at work the last before it."""
    facts: dict[str, Any]


@dataclass(slots=True)
class Life:
    """From a start to an end."""

    worker: str
    since: float
    """Its start, else its first line."""
    version: str = ""
    """Empty where the log does not have its start."""
    pid: int | None = None
    until: float = 0.0
    """Its end, else its last line."""
    ended: Ended = Ended.RUNNING
    exit_code: int | None = None
    why: str = ""
    """What it said of trouble before it ended."""
    assigned: int = 0
    """How often it was given partitions, that is, rebalances."""


@dataclass(slots=True)
class Worker:
    """All that is kept of one worker."""

    name: str
    first: float
    last: float
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=EVENTS))
    summary_seconds: float = _SUMMARY_SECONDS
    last_page: float = -inf
    alone: list[tuple[float, float]] = field(default_factory=list)
    """From when to when its library could reach no broker."""

    def unreached(self, at: float) -> None:
        """The library could reach no broker; it says so all the time, and is logged every half minute."""
        if self.alone and self.alone[-1][0] - _UNTOLD <= at <= self.alone[-1][1] + _UNTOLD:
            since, until = self.alone[-1]
            self.alone[-1] = (min(since, at), max(until, at))
        elif len(self.alone) < EVENTS:
            self.alone.append((at, at))

    def seen(self, at: float) -> None:
        """A line that only a worker at work writes; warnings come before a start too."""
        if at > self.last:
            self.last = at
        elif at < self.first:
            self.first = at

    def tell(self, line: Entry, at: float) -> None:
        """A line of `LIFE`."""
        settings = line.get(SETTINGS)
        if isinstance(settings, dict):
            self.summary_seconds = float(settings.get("STREAMS_SUMMARY_INTERVAL", _SUMMARY_SECONDS))
        facts = {name: line[name] for name in (VERSION, PROCESS, EXIT_CODE, OUTAGE_SECONDS) if name in line}
        is_error = line.get(LEVEL) in ("error", "critical")
        self.events.append(Event(at, line[ACTION], str(line.get(MESSAGE)), is_error, self.last, facts))


def lives(worker: Worker, end: float) -> list[Life]:
    """The lives of a worker; `end` is the time of the log's last line."""
    found: list[Life] = []
    life = Life(worker.name, worker.first)
    is_open = False
    for event in in_order(worker.events):
        if event.action == Action.STARTED:
            if is_open or (not found and worker.first < event.at):
                found.append(_killed(life, event))
            life, is_open = _born(worker.name, event), True
        else:
            is_open = True
            _lived(life, event)
            if event.action == Action.STOPPED:
                found.append(life)
                life, is_open = Life(worker.name, event.at), False
    if is_open or not found:
        found.append(_last(life, worker, end))
    return found


def in_order(events: Sequence[Event] | deque[Event]) -> list[Event]:
    """By time, each once: files may be read in any order, one may be given twice, repeated warnings are told late."""
    once: dict[tuple[float, str, str, str], Event] = {}
    for event in sorted(events, key=lambda event: event.at):
        once.setdefault((event.at, event.action, event.text, str(event.facts)), event)
    return list(once.values())


def _born(name: str, event: Event) -> Life:
    return Life(
        name,
        event.at,
        version=str(event.facts.get(VERSION, "?")),
        pid=event.facts.get(PROCESS),
        until=event.at,
    )


def _lived(life: Life, event: Event) -> None:
    life.until = event.at
    life.assigned += event.action == Action.ASSIGNED
    if event.is_error:
        life.why = event.text
    if event.action == Action.STOPPED:
        life.exit_code = event.facts.get(EXIT_CODE)
        life.ended = Ended.FAILED if life.exit_code else Ended.STOPPED


def _killed(life: Life, start: Event) -> Life:
    life.ended = Ended.KILLED
    life.until = min(max(life.until, start.last), start.at)
    return life


def _last(life: Life, worker: Worker, end: float) -> Life:
    life.until = worker.last
    patience = _SILENT_SUMMARIES * worker.summary_seconds
    life.ended = Ended.SILENT if patience and end - worker.last > max(patience, 60.0) else Ended.RUNNING
    return life


def rebalances(all_lives: Sequence[Life]) -> int:
    """How often partitions were given out, at the least: as often as to the worker that was given them most often."""
    return max((life.assigned for life in all_lives), default=0)


def kept(workers: dict[str, Worker]) -> Iterator[Worker]:
    """The workers in the order of their names."""
    yield from (workers[name] for name in sorted(workers))
