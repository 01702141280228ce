"""Decides what a summary line tells of the pages since the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from streams.outcome import Kind, Outcome
from streams.spread import Spread
from streams.took import PARTS, Took

STAGES = (*PARTS, "total")


class Summary:
    """What happened since it was made."""

    def __init__(self) -> None:
        self.retries = 0
        self.children_lost = 0
        self._bytes = 0
        self._outcomes: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._stages = {stage: Spread() for stage in STAGES}

    def page(self, outcome: Outcome, size: int, took: Took) -> None:
        """A page has its confirmed outcome; `size` in bytes."""
        self._bytes += size
        self._outcomes[str(outcome.kind)] += 1
        if outcome.reason:
            self._reasons[str(outcome.reason)] += 1
        for stage, spread in self._stages.items():
            seconds = getattr(took, stage)
            if seconds is not None:
                spread.add(seconds)

    def merge(self, other: Summary) -> None:
        """What happened according to another as well."""
        self.retries += other.retries
        self.children_lost += other.children_lost
        self._bytes += other._bytes
        self._outcomes.update(other._outcomes)
        self._reasons.update(other._reasons)
        for stage, spread in self._stages.items():
            spread.merge(other._stages[stage])

    def fields(self, seconds: float) -> dict[str, Any]:
        """The fields of its line, for a time of so many seconds."""
        pages = self._outcomes.total()
        return {
            "duration": round(seconds * 1e9),
            "pages": pages,
            "rate": round(pages / seconds, 2) if seconds else 0.0,
            "outcomes": dict(self._outcomes),
            "reasons": dict(self._reasons),
            "bytes": self._bytes,
            "seconds": {stage: found for stage, each in self._stages.items() if (found := each.quantiles())},
            "retries": self.retries,
            "children_lost": self.children_lost,
        }


def sentence(fields: Mapping[str, Any]) -> str:
    """The same for a person, with what the worker added: lag and pages in hand."""
    outcomes = ", ".join(f"{fields['outcomes'].get(kind, 0):,} {kind}" for kind in Kind)
    work = fields["seconds"].get("work", {}).get("p95")
    slow = "" if work is None else f"; work p95 {work * 1000:.0f} ms"
    lag = f"; lag {sum(fields['lag'].values()):,}, {fields['in_hand']} in hand"
    seconds = fields["duration"] / 1e9
    return f"{seconds:.0f} s: {fields['pages']:,} pages, {fields['rate']:.1f} a second: {outcomes}{slow}{lag}"
