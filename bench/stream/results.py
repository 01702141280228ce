"""Decides the shape of `stream.json`, and what is told of several rounds: medians, and ratios within one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TypedDict

Figures = Mapping[str, float]
"""`pages_per_second`; CPU in ms a page: `main`, `children`, `broker`; `peak_mb`."""
Runs = dict[str, dict[str, list[Figures]]]
"""By the number of partitions and the name of the contender: a round each."""


class Stream(TypedDict):
    """One run of the benchmark."""

    python: str
    compiled: bool
    cores: int
    pages: Mapping[str, float]
    runs: Runs
    failed: Mapping[str, str]
    """Who could not be measured, and why."""
    start: Figures
    """Seconds."""
    latency: Mapping[str, Mapping[str, Figures]]
    """By settings and load: `p50` and `p99` in ms."""
    flat: Mapping[str, Mapping[str, Figures]]


def of(runs: Mapping[str, Sequence[Figures]], name: str) -> dict[str, float]:
    """The medians of a contender's rounds, and `cpu`: all of its processes together."""
    rounds = runs[name]
    found = {figure: median(one[figure] for one in rounds) for figure in rounds[0]}
    return found | {"cpu": median(one["main"] + one["children"] for one in rounds)}
