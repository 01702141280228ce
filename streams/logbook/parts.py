"""Decides what is told of each thing that a report names: hosts, pages, the rate and the lag over time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from streams.logbook.pages import Place


@dataclass(frozen=True, slots=True)
class Changed:
    """A host whose pages became worse."""

    host: str
    since: float
    what: str
    warned: int
    """Workers that warned of it."""
    before: int
    """Pages before and after; 0 where only a warning tells of it."""
    after: int


@dataclass(frozen=True, slots=True)
class SlowHost:
    """A host whose pages take much longer than others."""

    host: str
    pages: int
    half: float
    """So many seconds or less took half of them, right to a factor of 1.5; and 95 in 100."""
    nearly_all: float
    work: float
    """Share of the work on all pages."""


@dataclass(frozen=True, slots=True)
class Poison:
    """A page on which a child process or a worker died."""

    place: Place
    url: str
    host: str
    reason: str
    """Empty where it came to another end."""
    said: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Pages in stretches of time, those without any among them."""

    since: float
    width: float
    """Seconds of a stretch."""
    pages: tuple[float, ...]
    dead: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Lag:
    """Messages not yet committed, as summaries told them."""

    since: float
    times: tuple[float, ...]
    totals: tuple[int, ...]
    partitions: Mapping[str, int]
    """What was told last."""

    @property
    def last(self) -> int:
        """All of them at the end."""
        return self.totals[-1] if self.totals else 0

    @property
    def is_growing(self) -> bool:
        """Whether it was less in the middle, and not by a little."""
        middle = self.totals[len(self.totals) // 2] if self.totals else 0
        return len(self.totals) >= 3 and self.last > 1.5 * middle and self.last == max(self.totals)

    def over(self, start: float, end: float, parts: int) -> list[float]:
        """What was told last at the end of each of so many parts of a time."""
        edges = [start + (number + 1) * (end - start) / parts for number in range(parts)]
        at = [bisect_right(self.times, edge) for edge in edges]
        return [float(self.totals[number - 1]) if number else 0.0 for number in at]
