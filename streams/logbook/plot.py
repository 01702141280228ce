"""Decides how figures over time become bars of characters, as wide as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_BARS = " ▁▂▃▄▅▆▇█"
_FULL = len(_BARS) - 1


def resampled(values: Sequence[float], width: int) -> list[float]:
    """The same as means of `width` stretches of equal length; fewer values stay as they are."""
    if len(values) <= width:
        return list(values)
    edges = [number * len(values) / width for number in range(width + 1)]
    return [_mean(values, start, end) for start, end in pairwise(edges)]


def bars(values: Sequence[float], height: int = 1) -> list[str]:
    """Lines of characters, the top one first, the highest bar as high as all of them; what is little is still seen."""
    most = max(values, default=0.0) or 1.0
    eighths = [max(round(value / most * height * _FULL), value > 0) for value in values]
    return [
        "".join(_BARS[min(max(each - row * _FULL, 0), _FULL)] for each in eighths)
        for row in reversed(range(height))
    ]


def _mean(values: Sequence[float], start: float, end: float) -> float:
    total = 0.0
    for at in range(int(start), min(int(end) + 1, len(values))):
        total += values[at] * (min(end, at + 1) - max(start, at))
    return total / (end - start)
