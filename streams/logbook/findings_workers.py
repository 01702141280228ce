"""Decides what of workers and brokers an operator is told first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from streams.logbook.finding import NAMED, Finding, at, known, urgent
from streams.logbook.lives import Ended, Life
from streams.logbook.report import Report
from streams.logbook.words import count, length

_BACKLOG_SECONDS = 60.0
# By the exit statuses of `streams worker`.
_STATUS: Mapping[int | None, str] = {
    2: "mend the setting that it names",
    3: "see to the broker and the topics: `streams topics`",
    4: "see to the broker: neither outcome nor dead letter could be written",
    5: "raise STREAMS_DRAIN_TIMEOUT and what stops it, if it should have time to finish",
    6: "see to the broker and the machine: the work did not get on",
}


def _failed(found: Report) -> Iterator[Finding]:
    by_worker: dict[str, list[Life]] = {}
    for life in found.lives:
        if life.ended is Ended.FAILED:
            by_worker.setdefault(life.worker, []).append(life)
    for worker, lives in list(by_worker.items())[:NAMED]:
        last = lives[-1]
        times = f" {len(lives)} times, last" if len(lives) > 1 else ""
        why = f": {last.why}" if last.why else ""
        yield Finding(
            True,
            f"{worker} ended by itself{times} at {at(found, last.until)} with status {last.exit_code}{why}",
            _STATUS.get(last.exit_code, "read its error; if it is not of the broker, file it"),
        )


def _not_started(found: Report) -> Iterator[Finding]:
    for said, times in found.lines.refusals.first(NAMED):
        yield urgent(f"a worker could not start ({count(times, 'time')}): {said}", "mend what it names")


def _killed(found: Report) -> Iterator[Finding]:
    by_worker = Counter(life.worker for life in found.lives if life.ended is Ended.KILLED)
    for worker, times in by_worker.most_common(NAMED):
        last = [life for life in found.lives if life.worker == worker and life.ended is Ended.KILLED][-1]
        often = f" {times} times, last" if times > 1 else ""
        yield urgent(
            f"{worker} was killed{often} after {at(found, last.until)} and started again",
            "was it short of memory? `kubectl describe pod` or `journalctl -k` tell; its pages were done again",
        )
    if len(by_worker) > NAMED:
        yield urgent(f"{len(by_worker) - NAMED:,} other workers were killed too", "see the table of workers")


def _silent(found: Report) -> Iterator[Finding]:
    silent = [life for life in found.lives if life.ended is Ended.SILENT]
    for life in silent[:NAMED]:
        yield urgent(
            f"{life.worker} is silent since {at(found, life.until)} and never said that it stops",
            "does it still run? if its log was only read up to then, nothing is wrong",
        )
    if len(silent) > NAMED:
        yield urgent(f"{len(silent) - NAMED:,} other workers are silent too", "see the table of workers")


def _away(found: Report) -> Iterator[Finding]:
    times = found.outages
    open_ones = [outage for outage in times if not outage.is_over]
    for outage in open_ones[-1:]:
        yield urgent(
            f"the broker is away since {at(found, outage.since)} for {_workers(outage.workers)}",
            "see to the broker and the way to it; nothing is lost, the workers try on",
        )
    over = [outage for outage in times if outage.is_over]
    for outage in sorted(over, key=lambda one: -one.seconds)[:NAMED]:
        until = f"{at(found, outage.since)} to {at(found, outage.until)}"
        yield known(
            f"the broker was away from {until} ({length(outage.seconds)}) for {_workers(outage.workers)}",
            "it is over, and nothing is lost; see the broker's own log for why",
        )
    if len(over) > NAMED:
        yield urgent(f"{len(over) - NAMED:,} other outages of the broker", "see why it does not stay")


def _lagging(found: Report) -> Iterator[Finding]:
    rate = found.pages / max(found.last - found.first, 1)
    if found.lag.is_growing and found.lag.last > _BACKLOG_SECONDS * rate:
        yield urgent(
            f"the workers do not keep up: {count(found.lag.last, 'message')} wait, and it grows",
            "add workers, up to the number of partitions; is a host slow, or the broker?",
        )


def _workers(names: frozenset[str]) -> str:
    return count(len(names), "worker")


LOOKS = (_failed, _not_started, _killed, _silent, _away, _lagging)
"""Each gives what it finds."""
