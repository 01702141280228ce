"""Decides whether a set's figures are as good as they have to be: `limits.toml` holds floors and ceilings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

Limits = Mapping[str, Mapping[str, float]]

FILE = Path(__file__).with_suffix(".toml")
LIMITS: Limits = tomllib.loads(FILE.read_text(encoding="utf-8"))
COST = "times_bare"
"""The one figure with a ceiling; all others have floors."""


def shortfalls(name: str, figures: Mapping[str, float], limits: Limits | None = None) -> list[str]:
    """One line for each figure of a set that is below its floor, or that was not measured at all."""
    floors = (LIMITS if limits is None else limits).get(name, {})
    return [
        f"{name}: {figure} {figures.get(figure, 0.0):.4f} is below its floor {floor:g}"
        for figure, floor in floors.items()
        if figure != COST and figures.get(figure, 0.0) < floor
    ]


def is_cost_good(name: str, times_bare: float) -> bool:
    """Whether the cost of a set is below its ceiling; says so where it is not."""
    ceiling = LIMITS.get(name, {}).get(COST, float("inf"))
    if times_bare > ceiling:
        print(f"{name}: a record costs {times_bare:.1f} bare parses, more than {ceiling:g}")
    return times_bare <= ceiling


def eased(before: Limits, after: Limits) -> list[str]:
    """One line for each limit that became easier to keep, or that is gone."""
    return [
        f"{name}: {figure} was held at {limit:g}"
        for name, limits in before.items()
        for figure, limit in limits.items()
        if is_easier(figure, limit, after.get(name, {}).get(figure))
    ]


def is_easier(figure: str, before: float, after: float | None) -> bool:
    """A floor that fell, a ceiling that rose, or a limit that is gone."""
    return after is None or (after > before if figure == COST else after < before)
