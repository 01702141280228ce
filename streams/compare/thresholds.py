"""Decides how much change is too much: `title>1% lost>0`, held against what was counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from streams.compare.difference import FIELDS, Change
from streams.compare.totals import Totals
from streams.outcome import Kind

Measure = Callable[[Totals], tuple[float, int]]
"""A number of pages, and of how many."""

_TERM = re.compile(r"([a-z_]+)([<>])(\d{1,12}(?:\.\d{1,6})?)(%?)")
_SPACES = re.compile(r"\s*([<>])\s*")
_SIMILARITY = "similarity"


class BadThreshold(ValueError):
    """A threshold that is none; the text is one line for a person."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One limit, as `title>1%`."""

    name: str
    below: bool
    """Whether less than `limit` is too little; else more is too much."""
    limit: float
    percent: bool

    def value(self, totals: Totals) -> float | None:
        """What is held against the limit, in its unit; None where there is nothing to count."""
        if self.name == _SIMILARITY:
            found = totals.all.similarity
            return found and found * 100 if self.percent else found
        pages, of = MEASURES[self.name](totals)
        if self.percent:
            return 100 * pages / of if of else None
        return pages

    def is_crossed(self, totals: Totals) -> bool:
        """Whether it is too much, or too little."""
        value = self.value(totals)
        return value is not None and (value < self.limit if self.below else value > self.limit)

    def __str__(self) -> str:
        return f"{self.name}{'<' if self.below else '>'}{self.limit:.12g}{'%' if self.percent else ''}"


def thresholds(text: str) -> tuple[Threshold, ...]:
    """The limits in a text, with spaces or commas between them. Raises `BadThreshold`."""
    terms = _SPACES.sub(r"\1", text).replace(",", " ").split()
    if not terms:
        raise BadThreshold("expected limits, as 'title>1% lost>0 similarity<0.98'")
    return tuple(map(_threshold, terms))


def _threshold(term: str) -> Threshold:
    found = _TERM.fullmatch(term)
    if not found:
        raise BadThreshold(f"{term!r}: expected NAME>N, NAME>N% or NAME<N, as title>1%")
    name, sign, number, percent = found.groups()
    if name not in MEASURES and name != _SIMILARITY:
        raise BadThreshold(f"{term!r}: there is no {name}; {_hint(name)}")
    most = 100.0 if percent else 1.0 if name == _SIMILARITY else None
    if most is not None and float(number) > most:
        raise BadThreshold(f"{term!r}: {name} is at most {most:g}{percent}")
    return Threshold(name, sign == "<", float(number), bool(percent))


def _hint(name: str) -> str:
    names = [*MEASURES, _SIMILARITY]
    close = get_close_matches(name, names)
    return f"is it {' or '.join(close)}?" if close else f"there is {', '.join(names)}"


def _field(name: str) -> Measure:
    return lambda totals: (totals.all.fields[name], totals.all.articles)


def _of_compared(*changes: Change) -> Measure:
    return lambda totals: (sum(totals.all.changes[change] for change in changes), totals.all.compared)


def _newly(kind: Kind) -> Measure:
    return lambda totals: (
        sum(
            pages
            for (before, after), pages in totals.moves.items()
            if after.startswith(kind) and not before.startswith(kind)
        ),
        totals.all.compared,
    )


MEASURES: Mapping[str, Measure] = {
    **{name: _field(name) for name in FIELDS},
    "changed": lambda totals: (totals.all.changes[Change.CHANGED], totals.all.articles),
    "lost": _of_compared(Change.LOST),
    "gained": _of_compared(Change.GAINED),
    "reason": _of_compared(Change.REASON),
    "skipped": _newly(Kind.SKIPPED),
    "dead": _newly(Kind.DEAD),
    "compared": lambda totals: (totals.all.compared, totals.all.read),
    "missing": lambda totals: (totals.all.changes[Change.MISSING], totals.all.read),
}
"""What each name counts, and of what `%` is a share: fields and `changed` of the pages that are articles before and
now, `compared` and `missing` of all pages read, the others of those compared."""
