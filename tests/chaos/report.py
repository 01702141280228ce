"""Decides what of a run is a failure, and what is told of it: totals on one line, and the story of each bad page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from schemas import headers
from tests.brokers.inputs import DEAD
from tests.brokers.witness import Place, Record
from tests.chaos.run import Result

# Of the bad pages so many are told in full, and of the time around them so many seconds.
TOLD = 10
AROUND_SECONDS = 15.0
MIB = 1024 * 1024
# What a page loses by the fault of another: by its child's kill, or a deadline that ran while its worker was stopped.
BY_FAULTS = {"crash", "memory", "timeout"}


def bad(result: Result) -> dict[str, list[Place]]:
    """The pages that make the run a failure, by what is wrong with them."""
    verdict = result.verdict
    found = {
        "lost": verdict.lost,
        "conflicting": verdict.contradictory,
        "foreign": verdict.foreign,
        "committed too early": verdict.early,
        "of another outcome than they should be": wrong(result),
        "written twice": verdict.duplicated if result.delivery == "exactly_once" else (),
    }
    return {what: sorted(places, key=_order) for what, places in found.items() if places}


def wrong(result: Result) -> set[Place]:
    """Pages whose outcome is neither what their kind must come to nor the work of a fault."""
    return {place for place, kind, reason in _unlike(result) if kind != DEAD or reason not in BY_FAULTS}


def spoilt(result: Result) -> Counter[str]:
    """How many pages that are articles became dead letters by a fault, by reason."""
    return Counter(reason for _, kind, reason in _unlike(result) if kind == DEAD and reason in BY_FAULTS)


def is_disputed(result: Result) -> bool:
    """Whether our own audit of the same topics comes to another judgement than the verifier."""
    fine = not (result.verdict.lost or result.verdict.contradictory or result.verdict.foreign)
    return (result.audit["holds"], result.audit["total"]["pages"]) != (fine, len(result.sent))


def totals(result: Result) -> str:
    """The last line of a run."""
    verdict = result.verdict
    return (
        f"lost={len(verdict.lost)} conflicting={len(verdict.contradictory)} "
        f"duplicates={len(verdict.duplicated)} inputs={len(result.sent)} faults={result.faults.total()}"
    )


def summary(result: Result) -> Iterator[str]:
    """What else is worth knowing, a line each."""
    outcomes = Counter(result.topics[records[0].place.topic] for records in result.verdict.outcomes.values())
    yield "outcomes: " + ", ".join(f"{kind} {count}" for kind, count in sorted(outcomes.items()))
    yield from (f"{count:4} x {kind}" for kind, count in sorted(result.faults.items()))
    yield f"pages that a fault made dead letters: {dict(spoilt(result)) or 'none'}"
    yield f"most memory of a worker with its children: {result.peak / MIB:.0f} MiB"
    yield f"streams audit: {result.audit['verdict']}"
    yield from result.unasked


def story(result: Result, place: Place) -> Iterator[str]:
    """What is known of one page: its input, its outcomes, the lines of the workers' logs, the faults around it."""
    sent = result.sent.get(place)
    moments = [sent.at] if sent else []
    yield f"{place.topic}/{place.partition}/{place.offset}: {sent}"
    for record in result.verdict.outcomes.get(place, ()):
        what = f"{result.topics[record.place.topic]} {reason_of(record)}"
        yield f"    outcome {what} at {record.place}, id {record.header(headers.CE_ID)}"
    for name, line in _lines_about(result, place):
        yield f"    {name}: {json.dumps(line)}"
        moments.append(datetime.fromisoformat(line["@timestamp"]).timestamp())
    for event in result.events:
        if any(abs(event.at - moment) < AROUND_SECONDS for moment in moments):
            yield f"    {datetime.fromtimestamp(event.at, UTC):%H:%M:%S.%f}  {event.text}"


def reason_of(record: Record) -> str:
    """Why it is no article; empty where it is one."""
    return record.header(headers.ERRORS_REASON) or record.header(headers.SKIP_REASON) or ""


def _unlike(result: Result) -> Iterator[tuple[Place, str, str]]:
    for place, records in result.verdict.outcomes.items():
        sent = result.sent.get(place)
        kind = result.topics[records[0].place.topic]
        if sent and sent.outcome and sent.outcome != kind:
            yield place, kind, reason_of(records[0])


def _lines_about(result: Result, place: Place) -> Iterator[tuple[str, dict[str, str]]]:
    # Not by the whole log as JSON: a worker that was killed has left half a line.
    mark = f'"streams.partition":{place.partition},"streams.offset":{place.offset},'
    for log in result.logs:
        for line in log.read_text(errors="replace").splitlines():
            if mark in line and line.endswith("}"):
                yield log.name, json.loads(line)


def _order(place: Place) -> tuple[int, int]:
    return place.partition, place.offset
