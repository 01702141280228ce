"""Decides the verdict on a range of the raw topic, and what of it cannot be proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from streams.audit.book import Totals

Ranges = Mapping[int, list[tuple[int, int]]]
"""For each partition, ranges of offsets: first and last."""

MOST_SHOWN = 5
"""Ranges that are shown to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an audit has found."""

    topic: str
    group: str
    partitions: Mapping[int, Totals]
    total: Totals
    missing: Ranges
    conflicting: Ranges = field(default_factory=dict)
    doubtful: int = 0
    """Of the missing pages, those that came so early that retention may have taken their outcomes since."""
    expired: int = 0
    """Records that retention has taken from the topics of outcomes."""
    compacted: int = 0
    """Records that compaction has taken from the topic of articles, at most."""

    @property
    def unproven(self) -> int:
        """Missing pages that may have had an outcome which is gone by now."""
        found = self.doubtful if self.doubtful <= self.expired + self.compacted else 0
        rest = self.total.missing - found
        return found + rest if rest <= self.compacted else found

    @property
    def missing_for_certain(self) -> int:
        """Pages that never had an outcome."""
        return self.total.missing - self.unproven

    @property
    def holds(self) -> bool:
        """Whether nothing is known to be missing or to conflict."""
        return not (self.total.conflicting or self.missing_for_certain)

    @property
    def verdict(self) -> str:
        """One line for a person."""
        total = self.total
        certain = self.missing_for_certain
        told = [f"{certain:,} missing" if certain else "nothing missing"]
        if self.unproven:
            told.append(
                f"not provable for {self.unproven:,}: their outcomes may be among the "
                f"{self.expired + self.compacted:,} records that compaction or retention took"
            )
        told.append(f"{total.conflicting:,} conflicting" if total.conflicting else "nothing conflicting")
        if total.in_flight:
            told.append(f"{total.in_flight:,} in flight")
        return f"{self.topic}, {total.pages:,} pages: {', '.join(told)}"

    @property
    def places(self) -> list[str]:
        """Lines for a person: where the first of the pages lie that have no outcome, or conflicting ones."""
        told = (("without an outcome", self.missing), ("conflicting", self.conflicting))
        return [f"{name}: {_first_few(offsets(ranges))}" for name, ranges in told if any(ranges.values())]

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "topic": self.topic,
            "group": self.group,
            "holds": self.holds,
            "unproven": self.unproven,
            "verdict": self.verdict,
            "total": asdict(self.total),
            "missing": offsets(self.missing),
            "conflicting": offsets(self.conflicting),
            "partitions": [{"partition": number, **asdict(each)} for number, each in self.partitions.items()],
        }


def offsets(ranges: Ranges) -> list[str]:
    """What `streams replay --offsets` takes, `PARTITION:FIRST-LAST` for each range."""
    return [f"{number}:{first}-{last}" for number, found in ranges.items() for first, last in found]


def _first_few(found: list[str]) -> str:
    rest = len(found) - MOST_SHOWN
    return " ".join(found[:MOST_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
