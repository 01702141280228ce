"""Decides what is kept of each host: how its pages ended, stretch by stretch, and how long they took."""

from __future__ import annotations

import heapq
import math
from enum import IntEnum
from itertools import accumulate

from schemas.log_fields import DOMAIN, MISSING, QUALITY, WORDS
from streams.logbook.lines import Entry
from streams.logbook.timeline import add, folded
from streams.outcome import Kind

HOSTS = 5000
"""Hosts that are kept; when there are more, the half with the fewest pages is forgotten."""
STRETCHES = 32
"""Stretches of time that the pages of a host are counted in."""
_STEPS = 24
_FIRST_STEP = -16
"""Power of two seconds of the shortest work that is told from others, 15 microseconds."""


class At(IntEnum):
    """Where in a cell each sum stands."""

    PAGES = 0
    DEAD = 1
    SKIPPED = 2
    ARTICLES = 3
    UNTITLED = 4
    UNDATED = 5
    QUALITY = 6
    QUALITY_SQUARES = 7
    LENGTH = 8
    """Of the logarithms of the numbers of words."""
    LENGTH_SQUARES = 9


Cell = list[float]
_NOTHING: Cell = [0.0] * len(At)
_PAGES, _DEAD, _SKIPPED, _ARTICLES, _UNTITLED, _UNDATED, _QUALITY, _QUALITY2, _LENGTH, _LENGTH2 = map(int, At)


class Host:
    """What is known of one host."""

    __slots__ = ("cells", "pages", "steps", "work")

    def __init__(self) -> None:
        self.pages = 0
        self.work = 0.0
        """Seconds in child processes, of all pages."""
        self.steps = [0] * _STEPS
        """Pages by the power of two of these seconds."""
        self.cells: dict[int, Cell] = {}

    def worked(self, seconds: float) -> None:
        """What a page took."""
        self.work += seconds
        step = math.frexp(seconds)[1] - _FIRST_STEP
        self.steps[step if 0 <= step < _STEPS else 0 if step < 0 else _STEPS - 1] += 1

    def took(self, share: float) -> float:
        """So large a share of its pages took about so many seconds or less, right to a factor of 1.5."""
        least = share * sum(self.steps)
        step = next((step for step, pages in enumerate(accumulate(self.steps)) if pages >= least), 0)
        return 0.75 * math.ldexp(1.0, step + _FIRST_STEP)

    def sums(self) -> Cell:
        """Its cells in one."""
        return [sum(column) for column in zip(*self.cells.values(), strict=True)]


class Hosts:
    """The hosts with the most pages."""

    def __init__(self, most: int = HOSTS) -> None:
        self.kept: dict[str, Host] = {}
        self.forgotten = 0
        """Pages of hosts that are no longer there."""
        self.width = 1.0
        """Seconds of a stretch."""
        self._most = most
        self._numbers: set[int] = set()

    def page(self, line: Entry, at: float, kind: str, work: float | None) -> None:
        """A line about a page that ended as `kind`, after so many seconds of work where that is told."""
        name = line.get(DOMAIN) or ""
        host = self.kept.get(name)
        if host is None:
            host = self._new(name)
        host.pages += 1
        if work is not None:
            host.worked(work)
        cell = host.cells.get(int(at // self.width))
        if cell is None:
            cell = self._cell(host, at)
        cell[_PAGES] += 1
        if kind == Kind.ARTICLE:
            _add_article(cell, line)
        else:
            cell[_DEAD if kind == Kind.DEAD else _SKIPPED] += 1

    def first(self, number: int) -> list[tuple[str, Host]]:
        """Those with the most pages."""
        return heapq.nlargest(number, self.kept.items(), key=lambda item: item[1].pages)

    def _new(self, name: str) -> Host:
        if len(self.kept) >= self._most:
            kept = dict(self.first(self._most // 2))
            self.forgotten += sum(host.pages for host in self.kept.values())
            self.forgotten -= sum(host.pages for host in kept.values())
            self.kept = kept
        self.kept[name] = made = Host()
        return made

    def _cell(self, host: Host, at: float) -> Cell:
        number = int(at // self.width)
        self._numbers.add(number)
        while len(self._numbers) > STRETCHES:
            self.width *= 2
            self._numbers = {each // 2 for each in self._numbers}
            for each in self.kept.values():
                each.cells = folded(each.cells, add)
        return host.cells.setdefault(int(at // self.width), _NOTHING[:])


def _add_article(cell: Cell, line: Entry) -> None:
    missing, quality, words = line.get(MISSING), line.get(QUALITY), line.get(WORDS)
    cell[_ARTICLES] += 1
    if missing:
        cell[_UNTITLED] += "title" in missing
        cell[_UNDATED] += "date_published" in missing
    if quality is not None:
        cell[_QUALITY] += quality
        cell[_QUALITY2] += quality * quality
    if words:
        length = math.log(words)
        cell[_LENGTH] += length
        cell[_LENGTH2] += length * length
