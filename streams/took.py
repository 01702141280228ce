"""Decides into which stages the time of a page is divided."""

from __future__ import annotations

from typing import NamedTuple

PARTS = ("wait", "work", "write")
"""Which of them add up to the total, where all are known."""


class Took(NamedTuple):
    """Seconds that a page took."""

    total: float
    """From its receipt to its confirmed outcome."""
    work: float | None
    """In the child process; None where that did not live to tell."""
    write: float
    """Until the broker had confirmed the outcome, its turn in a transaction included."""

    @property
    def wait(self) -> float | None:
        """For a free child process, and the way there and back."""
        return None if self.work is None else max(0.0, self.total - self.work - self.write)
