"""Decides what a summary line tells of the pages since the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

from schemas.rejection import Reason
from streams.outcome import Kind, Outcome
from streams.spread import Spread
from streams.took import STAGES, Took, by_stage

_T = TypeVar("_T")


class Summary:
    """What happened since it was made.

    What pages took is counted when it is asked for, as many at a time cost half. So one that is told of pages is for a
    second or so, and longer ones are merged of such.
    """

    def __init__(self) -> None:
        self.retries = 0
        self.children_lost = 0
        self._bytes = 0
        self.outcomes: Counter[Kind] = Counter()
        """Pages by outcome."""
        self._reasons: Counter[Reason] = Counter()
        self._stages = {stage: Spread() for stage in STAGES}
        self._new: list[Took] = []

    def page(self, outcome: Outcome, size: int, took: Took) -> None:
        """A page has its confirmed outcome; `size` in bytes."""
        self._bytes += size
        self.outcomes[outcome.kind] += 1
        if outcome.reason:
            self._reasons[outcome.reason] += 1
        self._new.append(took)

    def merge(self, other: Summary, times: int = 1) -> None:
        """What happened according to another as well; `times` -1: no more, where it had been merged."""
        self.retries += times * other.retries
        self.children_lost += times * other.children_lost
        self._bytes += times * other._bytes
        _add(self.outcomes, other.outcomes, times)
        _add(self._reasons, other._reasons, times)
        stages = other._counted()
        for stage, spread in self._counted().items():
            spread.merge(stages[stage], times)

    def fields(self, seconds: float) -> dict[str, Any]:
        """The fields of its line, for a time of so many seconds."""
        pages = self.outcomes.total()
        return {
            "duration": round(seconds * 1e9),
            "pages": pages,
            "rate": round(pages / seconds, 2) if seconds else 0.0,
            "outcomes": {str(kind): count for kind, count in self.outcomes.items() if count},
            "reasons": {str(reason): count for reason, count in self._reasons.items() if count},
            "bytes": self._bytes,
            "seconds": {
                stage: found for stage, each in self._counted().items() if (found := each.quantiles())
            },
            "retries": self.retries,
            "children_lost": self.children_lost,
        }

    def quantiles(self, stage: str) -> Mapping[str, float]:
        """`p50`, `p95` and `p99` of a stage in seconds; empty without any."""
        return self._counted()[stage].quantiles()

    def _counted(self) -> Mapping[str, Spread]:
        if self._new:
            for stage, seconds in by_stage(self._new).items():
                self._stages[stage].add_all(seconds)
            self._new.clear()
        return self._stages


def _add(counts: Counter[_T], others: Counter[_T], times: int) -> None:
    for each, count in others.items():
        counts[each] += times * count


def sentence(fields: Mapping[str, Any]) -> str:
    """The same for a person, with what the worker added: lag and pages in hand."""
    outcomes = ", ".join(f"{fields['outcomes'].get(kind, 0):,} {kind}" for kind in Kind)
    work = fields["seconds"].get("work", {}).get("p95")
    slow = "" if work is None else f"; work p95 {work * 1000:.0f} ms"
    lag = f"; lag {sum(fields['lag'].values()):,}, {fields['in_hand']} in hand"
    seconds = fields["duration"] / 1e9
    return f"{seconds:.0f} s: {fields['pages']:,} pages, {fields['rate']:.1f} a second: {outcomes}{slow}{lag}"
