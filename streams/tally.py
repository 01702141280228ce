"""Decides how values are counted in buckets, so cheaply that it can be done for all pages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import accumulate

from prometheus_client.utils import floatToGoString


class Tally:
    """How many values fell into each bucket, and their sum. For one thread: it has no lock."""

    __slots__ = ("_bounds", "_counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        """`bounds` are the upper ends of the buckets, rising; what is above them all is counted too."""
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add_all(self, values: Collection[float]) -> None:
        """More values: many at a time cost half."""
        counts, bounds = self._counts, self._bounds
        for value in values:
            counts[bisect_left(bounds, value)] += 1
        self.total += sum(values)

    def buckets(self) -> list[tuple[str, float]]:
        """Each upper bound with how many values were not above it, as Prometheus writes them."""
        names = [*map(floatToGoString, self._bounds), "+Inf"]
        return list(zip(names, map(float, accumulate(self._counts)), strict=True))
