"""Decides whether `streams logs` named what was planted in a run, and nothing that was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from schemas.log_fields import ACTION, DOMAIN, NODE, TIMESTAMP, Action
from tests.chaos.plan import POISON_URL, SLOW_HOST, Plan

Line = Mapping[str, Any]
DRIFT_PAGES = 50


class Check(NamedTuple):
    """One thing that must have been told."""

    what: str
    is_told: bool
    how: str


@dataclass(frozen=True, slots=True)
class Planted:
    """What was done in a run, by `time.time`."""

    outage: tuple[float, float]
    killed: str
    """The worker."""


def checks(plan: Plan, planted: Planted, report: Mapping[str, Any], lines: Sequence[Line]) -> Iterator[Check]:
    """What the report says of each fault; `lines` are all lines of all workers, in the order of time."""
    outages = [(_seconds(each["from"]), _seconds(each["to"])) for each in report["outages"]]
    start, end = planted.outage
    hits = [(since, until) for since, until in outages if since < end + 5 and until > start]
    away = f"{end - start:.0f} s; told {[round(until - since) for since, until in hits]} s"
    yield Check("the broker outage", len(hits) == 1 == len(outages), away)
    hosts = [each["host"] for each in report["changed_hosts"]]
    yield Check(
        "the publisher whose template changed", hosts == [plan.changed], f"{plan.changed}; told {hosts}"
    )
    poison = [each["url"] for each in report["poison"]]
    yield Check("the poison page", poison == [POISON_URL], f"told {poison}")
    slow = [each["host"] for each in report["slow_hosts"]]
    yield Check("the slow host", slow == [SLOW_HOST], f"told {slow}")
    killed = [each["worker"] for each in report["workers"] if each["ended"] == "killed"]
    yield Check("the worker that was killed", killed == [planted.killed], f"{planted.killed}; told {killed}")
    yield from _warnings(plan, lines)


def _warnings(plan: Plan, lines: Sequence[Line]) -> Iterator[Check]:
    """Each worker that sees enough of the host warns once, soon, and of no other host."""
    told = [(line[NODE], line[DOMAIN]) for line in lines if line.get(ACTION) == Action.DRIFT]
    right = [worker for worker, host in told if host == plan.changed]
    yield Check(
        "one warning a worker, and no other",
        len(right) == len(told) == len(set(right)) > 0,
        f"warnings of {len(right)} workers; {len(told) - len(right)} others in {plan.pages:,} pages",
    )
    late = {worker: _pages_until_told(plan, lines, worker) for worker in right}
    yield Check(
        f"within {DRIFT_PAGES} pages", bool(late) and max(late.values()) <= DRIFT_PAGES, f"after {late}"
    )


def _pages_until_told(plan: Plan, lines: Sequence[Line], worker: str) -> int:
    pages = 0
    for line in lines:
        if line[NODE] == worker and line.get(DOMAIN) == plan.changed:
            if line[ACTION] == Action.DRIFT:
                return pages
            pages += int(line["url.full"].rsplit("/", 1)[1]) >= plan.change_at
    return pages


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def in_order(lines: Sequence[Line]) -> list[Line]:
    """By time; those of one worker stay in their order."""
    return sorted(lines, key=lambda line: str(line[TIMESTAMP]))
