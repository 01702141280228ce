"""Decides into which stages the time of a page is divided."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

PARTS = ("wait", "work", "write")
"""Which of them add up to the total, where all are known."""
STAGES = (*PARTS, "total")


class Took(NamedTuple):
    """Seconds that a page took."""

    total: float
    """From its receipt to its confirmed outcome."""
    work: float | None
    """In the child process; None where that did not live to tell."""
    write: float
    """Until the broker had confirmed the outcome, its turn in a transaction included."""


def by_stage(pages: Collection[Took]) -> dict[str, list[float]]:
    """The seconds of each stage and in all, of many pages, where they are known."""
    alive = [(total, work, write) for total, work, write in pages if work is not None]
    return {
        # For a free child process, and the way there and back.
        "wait": [max(0.0, total - work - write) for total, work, write in alive],
        "work": [work for _, work, _ in alive],
        "write": [took[2] for took in pages],
        "total": [took[0] for took in pages],
    }
