"""Decides whether a host's pages changed for the worse, by its figures before and after each moment of the log.

Unlike `streams.drift`, which knows what one worker saw up to now, this looks back on what all workers told: where is
the moment that parts the pages best, is it past doubt that both parts differ, and is the difference worth the name?
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from streams.logbook.hosts import At, Cell
from streams.logbook.timeline import add

EVIDENCE = 30.0
"""Logarithm of a likelihood ratio; 30 moments, 6 signs and 5000 hosts are a million chances, `exp(14)`."""
_SURE_DEVIATIONS = 8.0
"""The same for means, in standard deviations: `exp(8 * 8 / 2)`."""
BEFORE, AFTER = 30, 15
"""Pages that there must be on either side."""
_RISE = 0.25
_SHARES = {
    "dead letters": (At.DEAD, At.PAGES),
    "no article": (At.SKIPPED, At.PAGES),
    "no title": (At.UNTITLED, At.ARTICLES),
    "no date": (At.UNDATED, At.ARTICLES),
}
# For a mean: where its sum and that of its squares stand, and how far it must fall; a text, to less than half.
_MEANS = {
    "quality": (At.QUALITY, At.QUALITY_SQUARES, 0.1),
    "length": (At.LENGTH, At.LENGTH_SQUARES, math.log(2.2)),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """What is not as it was."""

    name: str
    before: float
    """A share, a mean quality, or a usual number of words."""
    now: float
    evidence: float

    def __str__(self) -> str:
        if self.name == "quality":
            return f"quality {self.now:.2f}, before {self.before:.2f}"
        if self.name == "length":
            return f"{self.now:,.0f} words, before {self.before:,.0f}"
        return f"{self.name} in {self.now:.0%}, before in {self.before:.0%}"


@dataclass(frozen=True, slots=True)
class Change:
    """A host's pages are not what they were."""

    cell: int
    """Number of the stretch of time from which on."""
    before: int
    """Pages before."""
    after: int
    """Pages from then on."""
    signs: tuple[Sign, ...]
    """At least one, the surest first."""


def change(cells: Mapping[int, Cell]) -> Change | None:
    """The surest change for the worse, where there is one."""
    numbers = sorted(cells)
    sums = list(accumulate((cells[number] for number in numbers), _added))
    found = None
    for at, number in enumerate(numbers[1:]):
        before, after = sums[at], [whole - part for whole, part in zip(sums[-1], sums[at], strict=True)]
        if before[At.PAGES] < BEFORE or after[At.PAGES] < AFTER:
            continue
        signs = sorted(_signs(before, after), key=lambda sign: -sign.evidence)
        if signs and (found is None or signs[0].evidence > found.signs[0].evidence):
            found = Change(number, int(before[At.PAGES]), int(after[At.PAGES]), tuple(signs))
    return found


def _added(one: Cell, two: Cell) -> Cell:
    made = one[:]
    add(made, two)
    return made


def _signs(before: Cell, after: Cell) -> Iterator[Sign]:
    for name, (shown, of) in _SHARES.items():
        if before[of] >= BEFORE and after[of] >= AFTER:
            was, now = before[shown] / before[of], after[shown] / after[of]
            evidence = _parted(before[shown], before[of], after[shown], after[of])
            if evidence >= EVIDENCE and now - was >= _RISE:
                yield Sign(name, was, now, evidence)
    if before[At.ARTICLES] >= BEFORE and after[At.ARTICLES] >= AFTER:
        yield from _fallen(before, after)


def _fallen(before: Cell, after: Cell) -> Iterator[Sign]:
    one, two = before[At.ARTICLES], after[At.ARTICLES]
    for name, (total, squares, least) in _MEANS.items():
        was, now = before[total] / one, after[total] / two
        variance = (
            max(0.0, before[squares] / one - was * was) * one
            + max(0.0, after[squares] / two - now * now) * two
        )
        # As much as a mean of so few pages may err, and never nothing.
        deviation = math.sqrt((variance / (one + two) + 1e-4) * (1 / one + 1 / two))
        sure = (was - now) / deviation
        if was - now >= least and sure >= _SURE_DEVIATIONS:
            shown = (was, now) if name == "quality" else (math.exp(was), math.exp(now))
            yield Sign(name, *shown, sure * sure / 2)


def _parted(shown: float, of: float, then_shown: float, then_of: float) -> float:
    """Logarithm of how much likelier two shares are than one."""
    return (
        _likelihood(shown, of)
        + _likelihood(then_shown, then_of)
        - _likelihood(shown + then_shown, of + then_of)
    )


def _likelihood(shown: float, of: float) -> float:
    return _part(shown, of) + _part(of - shown, of)


def _part(count: float, of: float) -> float:
    return count * math.log(count / of) if count else 0.0
