"""Decides how much speaks for it that a host's pages show a sign of trouble more often than they did.

For every page the logarithm of a likelihood ratio is added: how much likelier is what it shows if the share of such
pages doubled, or rose half the way to all, than if it is still what it was. The sum never falls
below 0 (CUSUM: https://doi.org/10.1093/biomet/41.1-2.100). Whatever the share, it reaches `EVIDENCE` without a rise at
most once in `exp(EVIDENCE)` pages (https://doi.org/10.1214/aoms/1177693055).
"""

from __future__ import annotations

import math
from collections.abc import Callable

EVIDENCE = 16.0
"""That is enough: a false alarm in nine million pages at most."""
HINT = EVIDENCE / 3
"""From here on pages may be of a change: they are kept out of the past."""
LEAST = 8
"""Pages that must show the sign, however sure it is: of a section without dates a crawler fetches some in a row."""
MEMORY = 1000
"""Pages of the past that count; older ones fade."""
# The share of the past is taken to be so many standard deviations above what was seen: little past proves little.
_CAUTION = 3.0
_NEARLY_ALL = 0.95
# An article is short below this share of the usual length.
_SHORT = math.log(0.35)
# Quality is low so many standard deviations below the mean, and so far in any case.
_LOW_DEVIATIONS, _LOW_LEAST = 2.5, 0.08


class Watch:
    """One sign of one host: its past, and the run of pages that speaks against it."""

    __slots__ = (
        *(
            "evidence",
            "run",
            "run_shown",
            "_window",
            "_least",
            "_past",
            "_past_shown",
            "_new",
            "_new_shown",
            "_for",
            "_against",
        ),
        *("_floor", "_values", "_sum", "_squares", "_new_values"),
    )

    def __init__(self, window: int) -> None:
        """`window` is the most pages that a run has, and the fewest that a past has."""
        self.evidence = 0.0
        self.run = self.run_shown = 0
        self._window = window
        self._least = min(LEAST, window)
        self._past = self._past_shown = 0.0
        self._new = self._new_shown = 0
        self._for = self._against = 0.0
        self._floor: float | None = None
        self._values = self._sum = self._squares = 0.0
        self._new_values = 0

    @property
    def share(self) -> float:
        """The share of past pages that show the sign."""
        return self._past_shown / self._past if self._past else 0.0

    @property
    def is_sure(self) -> bool:
        """Whether the pages have changed."""
        return self.evidence >= EVIDENCE and self.run_shown >= self._least

    def see(self, shown: bool) -> None:  # noqa: FBT001 - the one thing that a page has to say
        """A page that shows the sign, or does not."""
        if self._past and (shown or self.evidence):  # else there is nothing that could become less
            self._weigh(shown)
        self._new += 1
        self._new_shown += shown
        if self._new >= self._window and self.evidence < HINT:
            self._learn()

    def measure(self, value: float, floor: Callable[[float, float], float]) -> None:
        """A page with a value, that shows the sign where it is below `floor(mean, deviation)` of past values."""
        if self.evidence < HINT:
            self._values += 1
            self._new_values += 1
            self._sum += value
            self._squares += value * value
        if self._floor is not None:
            self.see(value < self._floor)
        if self._new_values >= self._window:
            self._set_floor(floor)

    def _weigh(self, shown: bool) -> None:  # noqa: FBT001
        self.evidence += self._for if shown else self._against
        self.run += 1
        self.run_shown += shown
        if self.evidence <= 0.0 or (self.run > self._window and not self.is_sure):
            # What takes longer is no sudden change: the past will learn it.
            self.evidence = 0.0
            self.run = self.run_shown = 0

    def _learn(self) -> None:
        fading = min(1.0, MEMORY / (self._past + self._new))
        self._past = (self._past + self._new) * fading
        self._past_shown = (self._past_shown + self._new_shown) * fading
        self._new = self._new_shown = 0
        before = _upper_bound(self.share, self._past)
        after = max((1 + before) / 2, min(_NEARLY_ALL, 2 * before))
        self._for = math.log(after / before)
        self._against = math.log((1 - after) / (1 - before))

    def _set_floor(self, floor: Callable[[float, float], float]) -> None:
        self._new_values = 0
        mean = self._sum / self._values
        self._floor = floor(mean, math.sqrt(max(0.0, self._squares / self._values - mean * mean)))
        if self._values >= MEMORY:
            self._values, self._sum, self._squares = self._values / 2, self._sum / 2, self._squares / 2


def short(mean: float, _: float) -> float:
    """Below it the logarithm of a length is much less than usual."""
    return mean + _SHORT


def low(mean: float, deviation: float) -> float:
    """Below it a quality is much less than usual."""
    return mean - max(_LOW_LEAST, _LOW_DEVIATIONS * deviation)


def _upper_bound(share: float, pages: float) -> float:
    """The end of Wilson's interval: https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval."""
    z2 = _CAUTION * _CAUTION / pages
    spread = _CAUTION * math.sqrt(share * (1 - share) / pages + z2 / (4 * pages))
    return min(0.99, (share + z2 / 2 + spread) / (1 + z2))
