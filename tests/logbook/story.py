"""Makes the log of two workers to whom everything happens that an operator should be told of."""

from __future__ import annotations

import logging
from functools import cache

from aiokafka.errors import KafkaConnectionError

from schemas.log_fields import Action
from schemas.rejection import Reason
from streams import life
from streams.ending import Status
from streams.logbook.book import Logbook, Wanted
from streams.logbook.report import Report, report
from streams.logs import event
from tests.logbook.recording import ARTICLE, SETTINGS, Recorder, dead, recording, skipped

CHANGED = "news.example"
SLOW = "slow.example"
UNDATED = ARTICLE._replace(missing=("date_published",), quality=0.6)
POISON = dead(Reason.CRASH)._replace(url="https://bad.example/poison")
OFFSETS = 1_000_000
"""The second worker's pages begin there."""


@cache
def story() -> tuple[bytes, ...]:
    """All lines: those of worker-1, which is killed and started again, then those of worker-2."""
    with recording("worker-1") as first:
        _first(first)
    with recording("worker-2") as second:
        _second(second)
    return (*first.lines, b"half a line", *second.lines)


def told(*lines: bytes, wanted: Wanted | None = None) -> Report:
    """What lines come to; those of the story where none are given."""
    book = Logbook(wanted)
    for line in lines or story():
        book.take(line)
    return report(book)


def pages(log: Recorder, number: int) -> None:
    """Ordinary pages of ten hosts and of the slow one, one in a hundred being a listing."""
    for each in range(number):
        log.page(f"host-{each % 10}.example", skipped(Reason.LISTING) if each % 100 == 50 else ARTICLE)
        if each % 10 == 0:
            log.page(SLOW, work=0.3)


def _first(log: Recorder) -> None:
    life.started(SETTINGS)
    life.assigned([0, 1])
    for _ in range(300):
        log.page(CHANGED, seconds=0.5)
    log.summary(lag=7)
    for _ in range(60):
        log.page(CHANGED, UNDATED)
    pages(log, 500)
    log.summary(lag=3)
    # It is killed, and says nothing of it.
    log.now += 5
    life.started(SETTINGS)
    life.assigned([0])
    log.page("bad.example", POISON, work=None)
    log.observer.child_lost("crash")
    log.page("host-1.example", offset=1)
    pages(log, 200)
    log.summary()
    life.stopping("SIGTERM")
    life.drained(0)
    life.stopped(Status.STOPPED)


def _second(log: Recorder) -> None:
    life.started(SETTINGS)
    life.assigned([2, 3])
    log._offset = OFFSETS
    pages(log, 500)
    log.outage.begin("an outcome", KafkaConnectionError())
    log.now += 40
    log.outage.end()
    pages(log, 600)
    event(logging.getLogger("streams.custody"), logging.WARNING, Action.POISON, "workers died at it",
          topic="pages.raw", partition=3, offset=77)  # fmt: skip
    log.library("aiokafka", "Topic pages.raw is not available during auto-create initialization")
    log.now += 1
    life.crashed(RuntimeError("no idea"))
    life.stopped(Status.CRASHED)
