"""Decides what an operator is told first: what is wrong, and what to do about it; or that all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from schemas.log_fields import Action
from streams.logbook import findings_pages, findings_workers
from streams.logbook.causes import Cause
from streams.logbook.finding import NAMED, Finding, known
from streams.logbook.report import Report
from streams.logbook.words import count

_SETTLED = 60.0
"""Seconds after an outage in which work may still be told not to get on."""

_Look = Callable[[Report], Iterator[Finding]]


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


def _warned(found: Report) -> Iterator[Finding]:
    for cause in found.causes:
        if cause.action == Action.TOPIC or (cause.action == Action.STALLED and not _of_outage(found, cause)):
            yield Finding(cause.action == Action.TOPIC, cause.text, cause.remedy)
    errors = [cause for cause in found.causes if not cause.action and cause.level != "warning"]
    strange = [cause for cause in errors if not (found.outages and cause.is_of_broker)]
    for cause in strange[:NAMED]:
        yield known(f"{count(cause.count, cause.level)} of {cause.logger}: {cause.text[:160]}", cause.remedy)
    if len(strange) > NAMED:
        yield known(f"{len(strange) - NAMED:,} other kinds of errors", "see the table of warnings")


def _of_outage(found: Report, cause: Cause) -> bool:
    """Whether an outage that is over, and is told by itself, explains it."""
    return any(
        outage.is_over and outage.since <= cause.first and cause.last <= outage.until + _SETTLED
        for outage in found.outages
    )


def _read(found: Report) -> Iterator[Finding]:
    if found.repeats > found.pages / 3:
        yield known(
            f"{count(found.repeats, 'page')} of {found.pages:,} are told twice",
            "was the same log given twice?",
        )
    if found.lines.text:
        yield known(
            f"{count(found.lines.text, 'line')} of workers are text and could not be read",
            "set STREAMS_LOG_FORMAT=json for all workers",
        )


_LOOKS: Sequence[_Look] = (*findings_workers.LOOKS, *findings_pages.LOOKS, _warned, _read)
