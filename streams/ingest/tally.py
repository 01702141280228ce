"""Decides what is remembered of a run: how many pages were published, how many refused, and why."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from streams.ingest.message import Refusal, Unreadable
from streams.ingest.publisher import Published

EXAMPLES = 3
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Row:
    """One reason, with the first pages it was given for."""

    reason: str
    count: int
    examples: tuple[str, ...]
    """As `pages/a.html: 12000000 bytes, limit 10485760`."""


class Tally:
    """Counts what becomes of pages; may be told by several threads."""

    def __init__(self) -> None:
        self.published = 0
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def add(self, result: Published | Refusal | Unreadable) -> None:
        """Take note of one page."""
        with self._lock:
            if isinstance(result, Published):
                self.published += 1
            else:
                self._refuse(result)

    def _refuse(self, result: Refusal | Unreadable) -> None:
        reason = str(result.reason) if isinstance(result, Refusal) else UNREADABLE
        self._counts[reason] = self._counts.get(reason, 0) + 1
        examples = self._examples.setdefault(reason, [])
        if len(examples) < EXAMPLES:
            examples.append(f"{result.origin}: {result.detail}" if result.detail else result.origin)

    @property
    def refused(self) -> int:
        """Pages that were not published, and sources that could not be read."""
        return sum(self._counts.values())

    def rows(self) -> Iterator[Row]:
        """The reasons, most frequent first."""
        for reason, count in sorted(self._counts.items(), key=lambda item: -item[1]):
            yield Row(reason, count, tuple(self._examples[reason]))
