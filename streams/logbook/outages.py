"""Decides from when to when the broker was away: as workers and their library told it, at the same time being one.

A worker tells of records that it cannot write. Where it has none just then, only the library tells that it reaches no
broker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.log_fields import OUTAGE_SECONDS, Action
from streams.logbook.lives import Worker, in_order

_APART = 5.0
"""Seconds between two outages; what is closer is one."""
_LEAST = 3.0
"""Seconds: for less the library is also alone when a broker is restarted."""
_SETTLED = 60.0
_SILENT = 45.0
_ENDS = frozenset({Action.STARTED, Action.STOPPED})


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which outcomes could not be written."""

    since: float
    until: float
    is_over: bool
    workers: frozenset[str]

    @property
    def seconds(self) -> float:
        """How long it was, so far."""
        return self.until - self.since


def outages(workers: Sequence[Worker]) -> list[Outage]:
    """All of them, in order."""
    end = max((worker.last for worker in workers), default=0.0)
    done = max((worker.last_page for worker in workers), default=0.0)
    found: list[Outage] = []
    for outage in sorted(_each(workers, end, done), key=lambda one: one.since):
        if found and outage.since <= found[-1].until + _APART:
            found[-1] = _joined(found[-1], outage)
        else:
            found.append(outage)
    return found


def _each(workers: Sequence[Worker], end: float, done: float) -> Iterator[Outage]:
    for worker in workers:
        # One that is silent since cannot tell that it is over; others may.
        pages = done if worker.last + _SILENT < end else worker.last_page
        who = frozenset({worker.name})
        for since, until, is_over in (*_told(worker), *_alone(worker)):
            yield Outage(since, until, is_over or pages > until, who)


def _alone(worker: Worker) -> Iterator[tuple[float, float, bool]]:
    for since, until in worker.alone:
        if until - since >= _LEAST:
            yield since, until, worker.last > until + _SETTLED


def _told(worker: Worker) -> Iterator[tuple[float, float, bool]]:
    since = None
    for event in in_order(worker.events):
        seconds = float(event.facts.get(OUTAGE_SECONDS) or 0.0)
        if event.action == Action.BROKER_AWAY and since is None:
            since = event.at - seconds
        elif event.action == Action.BROKER_BACK:
            yield event.at - seconds if since is None else since, event.at, True
            since = None
        elif event.action in _ENDS and since is not None:
            yield since, event.at, True
            since = None
    if since is not None:
        yield since, worker.last, False


def _joined(one: Outage, two: Outage) -> Outage:
    is_over = one.is_over and two.is_over
    return Outage(one.since, max(one.until, two.until), is_over, one.workers | two.workers)
