"""Decides how durations are summed up in little memory: how many fell into each of some 200 steps."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

# Each step is a tenth longer than the one below it, so a quantile is right to 5 %.
_STEP = math.log(1.1)
_LEAST, _MOST = 1e-5, 1e4
QUANTILES: Mapping[str, float] = {"p50": 0.50, "p95": 0.95, "p99": 0.99}


class Spread:
    """How long things took, in seconds: at most some 200 numbers, however many things there are."""

    def __init__(self) -> None:
        self._steps: Counter[int] = Counter()
        self.count = 0

    def add(self, seconds: float) -> None:
        """One more."""
        self.count += 1
        if not _LEAST <= seconds <= _MOST:
            seconds = min(max(seconds, _LEAST), _MOST)
        self._steps[round(math.log(seconds) / _STEP)] += 1

    def merge(self, other: Spread) -> None:
        """Those of another as well."""
        self.count += other.count
        self._steps.update(other._steps)

    def quantile(self, share: float) -> float | None:
        """So large a share took no longer, in seconds; None without any."""
        left = math.ceil(share * self.count)
        for step in sorted(self._steps):
            left -= self._steps[step]
            if left <= 0:
                return round(math.exp(step * _STEP), 5)
        return None

    def quantiles(self) -> dict[str, float]:
        """The three that are shown; empty without any."""
        found = {name: self.quantile(share) for name, share in QUANTILES.items()}
        return {name: value for name, value in found.items() if value is not None}
