"""Decides the verdict on a range of the raw topic, and what of it cannot be proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from streams.audit.book import Totals

Missing = Mapping[int, list[tuple[int, int]]]
"""For each partition, ranges of offsets: first and last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an audit has found."""

    topic: str
    group: str
    partitions: Mapping[int, Totals]
    total: Totals
    missing: Missing
    gone: int
    """Records that compaction or retention may have taken from the topics of outcomes, at most."""

    @property
    def unproven(self) -> bool:
        """Whether all pages that are missing may have had an outcome that is gone by now."""
        return 0 < self.total.missing <= self.gone

    @property
    def holds(self) -> bool:
        """Whether nothing is known to be missing or to conflict."""
        return not self.total.conflicting and (not self.total.missing or self.unproven)

    @property
    def verdict(self) -> str:
        """One line for a person."""
        total = self.total
        told = [f"{total.missing:,} missing" if total.missing and not self.unproven else "nothing missing"]
        told.append(f"{total.conflicting:,} conflicting" if total.conflicting else "nothing conflicting")
        if total.in_flight:
            told.append(f"{total.in_flight:,} in flight")
        if self.unproven:
            told[0] = (
                f"not provable for {total.missing:,}: their outcomes may be among the {self.gone:,} records "
                "that compaction or retention took"
            )
        return f"{self.topic}, {total.pages:,} pages: {', '.join(told)}"

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "topic": self.topic,
            "group": self.group,
            "holds": self.holds,
            "unproven": self.total.missing if self.unproven else 0,
            "verdict": self.verdict,
            "total": asdict(self.total),
            "partitions": [{"partition": number, **asdict(each)} for number, each in self.partitions.items()],
        }


def offsets(missing: Missing) -> list[str]:
    """Lines that `streams replay --offsets` takes, `PARTITION:FIRST-LAST`."""
    return [f"{number}:{first}-{last}" for number, ranges in missing.items() for first, last in ranges]
