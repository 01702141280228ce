"""Decides what an operator is told first: what is wrong, and what to do about it; or that all is well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.log_fields import Action
from schemas.rejection import Reason
from streams.logbook.lives import Ended, Life
from streams.logbook.report import Poison, Report
from streams.logbook.words import count, length, moment, place, short, some

NAMED = 3
"""Things of one kind that are named one by one."""
_MANY_DEAD = 0.02
_LEAST_DEAD = 20
_BACKLOG_SECONDS = 60.0
# By the exit statuses of `streams worker`.
_STATUS: Mapping[int | None, str] = {
    2: "mend the setting that it names",
    3: "see to the broker and the topics: `streams topics`",
    4: "see to the broker: neither outcome nor dead letter could be written",
    5: "raise STREAMS_DRAIN_TIMEOUT and what stops it, if it should have time to finish",
    6: "see to the broker and the machine: the work did not get on",
}
_KILLS = "its page is a dead letter: `streams dlq list`; is the page sane, then raise STREAMS_PAGE_{}"
_POISON: Mapping[str, str] = {
    Reason.TIMEOUT: _KILLS.format("TIMEOUT"),
    Reason.MEMORY: _KILLS.format("MEMORY"),
    Reason.CRASH: "it kills the parser: `streams dlq export --reason crash`, and file it",
    Reason.QUARANTINED: "workers died of it: `streams dlq export --reason quarantined`, and file it",
    "": "workers died while they had it: `streams export --offsets` gets it, if it happens again",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, or was not."""

    is_urgent: bool
    """Whether something is to be done; else it is over, or small."""
    what: str
    remedy: str


def findings(found: Report) -> list[Finding]:
    """All of them, what is urgent first."""
    told = [finding for look in _LOOKS for finding in look(found)]
    return sorted(told, key=lambda finding: not finding.is_urgent)


def verdict(found: Report, told: Sequence[Finding]) -> str:
    """The first line."""
    urgent, rest = sum(finding.is_urgent for finding in told), sum(not finding.is_urgent for finding in told)
    pages = count(found.pages, "page")
    if urgent:
        beside = f", and {count(rest, 'thing')} to know" if rest else ""
        return f"Not well: {count(urgent, 'thing')} to do{beside}"
    if rest:
        return f"Well: {pages}, and {count(rest, 'thing')} to know"
    return f"Well: {pages}, nothing to do"


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
            f"{worker} ended by itself{times} at {_at(found, last.until)} with status {last.exit_code}{why}",
            _STATUS.get(last.exit_code, "read its error; if it is not of the broker, file it"),
        )


def _not_started(found: Report) -> Iterator[Finding]:
    for said, times in found.lines.refusals.first(NAMED):
        yield _urgent(f"a worker could not start ({count(times, 'time')}): {said}", "mend what it names")


def _killed(found: Report) -> Iterator[Finding]:
    by_worker = Counter(life.worker for life in found.lives if life.ended is Ended.KILLED)
    for worker, times in by_worker.most_common(NAMED):
        last = [life for life in found.lives if life.worker == worker and life.ended is Ended.KILLED][-1]
        often = f" {times} times, last" if times > 1 else ""
        yield _urgent(
            f"{worker} was killed{often} after {_at(found, last.until)} and started again",
            "was it short of memory? `kubectl describe pod` or `journalctl -k` tell; its pages were done again",
        )
    if len(by_worker) > NAMED:
        yield _urgent(f"{len(by_worker) - NAMED:,} other workers were killed too", "see the table of workers")


def _silent(found: Report) -> Iterator[Finding]:
    silent = [life for life in found.lives if life.ended is Ended.SILENT]
    for life in silent[:NAMED]:
        yield _urgent(
            f"{life.worker} is silent since {_at(found, life.until)} and never said that it stops",
            "does it still run? if its log was only read up to then, nothing is wrong",
        )
    if len(silent) > NAMED:
        yield _urgent(f"{len(silent) - NAMED:,} other workers are silent too", "see the table of workers")


def _away(found: Report) -> Iterator[Finding]:
    times = found.outages
    open_ones = [outage for outage in times if not outage.is_over]
    for outage in open_ones[-1:]:
        yield _urgent(
            f"the broker is away since {_at(found, outage.since)} for {_workers(outage.workers)}",
            "see to the broker and the way to it; nothing is lost, the workers try on",
        )
    over = [outage for outage in times if outage.is_over]
    for outage in sorted(over, key=lambda one: -one.seconds)[:NAMED]:
        until = f"{_at(found, outage.since)} to {_at(found, outage.until)}"
        yield _known(
            f"the broker was away from {until} ({length(outage.seconds)}) for {_workers(outage.workers)}",
            "it is over, and nothing is lost; see the broker's own log for why",
        )
    if len(over) > NAMED:
        yield _urgent(f"{len(over) - NAMED:,} other outages of the broker", "see why it does not stay")


def _drifted(found: Report) -> Iterator[Finding]:
    for host in found.changed[:NAMED]:
        yield _urgent(
            f"pages of {host.host} changed at about {_at(found, host.since)}: {host.what}",
            "a new template? `streams extract --explain` on one of them, then a rule in streams/sites",
        )
    rest = [host.host for host in found.changed[NAMED:]]
    if rest:
        yield _urgent(
            f"pages of other hosts changed too: {some(rest)}", "see the table of hosts that changed"
        )


def _poisoned(found: Report) -> Iterator[Finding]:
    by_reason: dict[str, list[Poison]] = {}
    for page in found.poison:
        by_reason.setdefault(page.reason, []).append(page)
    for reason, pages in by_reason.items():
        yield from (_poison(page) for page in pages[:NAMED])
        if len(pages) > NAMED:
            hosts = Counter(page.host for page in pages if page.host).most_common(NAMED)
            named = ", ".join(f"{host} ({times:,})" for host, times in hosts)
            yield _known(f"in all {len(pages):,} such pages ({reason}): {named}", "`streams dlq list`")


def _poison(page: Poison) -> Finding:
    where = f"{page.url} ({place(page.place)})" if page.url else place(page.place)
    is_urgent = page.reason not in (Reason.TIMEOUT, Reason.MEMORY)
    what = f"killed its process ({page.reason})" if page.reason else "was in hand when workers died"
    return Finding(is_urgent, f"the page {where} {what}", _POISON.get(page.reason, _POISON[""]))


def _dead(found: Report) -> Iterator[Finding]:
    dead = found.outcomes["dead"]
    if not dead:
        return
    (reason, host), most = found.dead[0]
    what = f"{count(dead, 'dead letter')} ({dead / found.pages:.1%}), mostly {reason} of {host or 'no host'} ({most:,})"
    is_urgent = dead >= _LEAST_DEAD and dead > _MANY_DEAD * found.pages
    yield Finding(is_urgent, what, f"`streams dlq list`, then `streams dlq export --reason {reason}`")


def _lagging(found: Report) -> Iterator[Finding]:
    rate = found.pages / max(found.last - found.first, 1)
    if found.lag.is_growing and found.lag.last > _BACKLOG_SECONDS * rate:
        yield _urgent(
            f"the workers do not keep up: {count(found.lag.last, 'message')} wait, and it grows",
            "add workers, up to the number of partitions; is a host slow, or the broker?",
        )


def _slow(found: Report) -> Iterator[Finding]:
    for host in found.slow_hosts[:NAMED]:
        yield _known(
            f"{host.host} is slow: half of its {count(host.pages, 'page')} take {short(host.half)} or more, "
            f"{host.work:.0%} of all work",
            "`streams extract --explain` on one of them; what is so large in it?",
        )


def _warned(found: Report) -> Iterator[Finding]:
    for cause in found.causes:
        if cause.action in (Action.TOPIC, Action.STALLED):
            yield Finding(cause.action == Action.TOPIC, cause.text, cause.remedy)
    errors = [cause for cause in found.causes if not cause.action and cause.level != "warning"]
    strange = [cause for cause in errors if not (found.outages and cause.is_of_broker)]
    for cause in strange[:NAMED]:
        yield _known(f"{count(cause.count, cause.level)} of {cause.logger}: {cause.text[:160]}", cause.remedy)
    if len(strange) > NAMED:
        yield _known(f"{len(strange) - NAMED:,} other kinds of errors", "see the table of warnings")


def _read(found: Report) -> Iterator[Finding]:
    if found.repeats > found.pages / 3:
        yield _known(
            f"{count(found.repeats, 'page')} of {found.pages:,} are told twice",
            "was the same log given twice?",
        )
    if found.lines.text:
        yield _known(
            f"{count(found.lines.text, 'line')} of workers are text and could not be read",
            "set STREAMS_LOG_FORMAT=json for all workers",
        )


_LOOKS: Sequence[Callable[[Report], Iterator[Finding]]] = (
    *(
        _failed,
        _not_started,
        _killed,
        _silent,
        _away,
        _drifted,
        _poisoned,
        _lagging,
        _dead,
        _warned,
        _slow,
        _read,
    ),
)


def _urgent(what: str, remedy: str) -> Finding:
    return Finding(True, what, remedy)


def _known(what: str, remedy: str) -> Finding:
    return Finding(False, what, remedy)


def _at(found: Report, when: float) -> str:
    return moment(when, found.first, found.last)


def _workers(names: frozenset[str]) -> str:
    return count(len(names), "worker")
