"""Decides how durations are summed up in little memory: how many fell into each of some 200 steps."""

from __future__ import annotations

import math
from bisect import bisect, bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate

# Each step is a tenth longer than the one below it, so a quantile is right to 5 %.
_STEP = math.log(1.1)
_FIRST, _LAST = round(math.log(1e-5) / _STEP), round(math.log(1e4) / _STEP)
# Where each step but the last ends: to look there is cheaper than a logarithm, as it is done for each page.
_ENDS = tuple(math.exp((step + 0.5) * _STEP) for step in range(_FIRST, _LAST))
_SECONDS = tuple(round(math.exp(step * _STEP), 5) for step in range(_FIRST, _LAST + 1))
QUANTILES: Mapping[str, float] = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


class Spread:
    """How long things took, in seconds: at most some 200 numbers, however many things there are."""

    def __init__(self) -> None:
        self._steps: dict[int, int] = {}
        """How many there are in a step, by its number; no step without any."""
        self.count = 0

    def add(self, seconds: float) -> None:
        """One more."""
        self.count += 1
        step = bisect(_ENDS, seconds)
        self._steps[step] = self._steps.get(step, 0) + 1

    def add_all(self, many: Collection[float]) -> None:
        """Many more: each costs half as much."""
        self.count += len(many)
        steps = self._steps
        for seconds in many:
            step = bisect(_ENDS, seconds)
            steps[step] = steps.get(step, 0) + 1

    def merge(self, other: Spread, times: int = 1) -> None:
        """Those of another as well; `times` -1: no more, where they had been merged."""
        self.count += times * other.count
        steps = self._steps
        for step, count in other._steps.items():
            steps[step] = steps.get(step, 0) + times * count

    def quantile(self, share: float) -> float | None:
        """So large a share took no longer, in seconds; None without any."""
        return next(self._quantiles((share,)), None)

    def quantiles(self) -> dict[str, float]:
        """The three that are shown; empty without any."""
        return dict(zip(QUANTILES, self._quantiles(QUANTILES.values()), strict=False))

    def _quantiles(self, shares: Iterable[float]) -> Iterator[float]:
        steps = sorted(self._steps)
        up_to = list(accumulate(map(self._steps.__getitem__, steps)))
        for share in shares if self.count else ():
            yield _SECONDS[steps[bisect_left(up_to, math.ceil(share * self.count))]]
