"""Decides whether a gold set's figures are as good as they have to be."""

from __future__ import annotations

import tomllib
from pathlib import Path

LIMITS: dict[str, dict[str, float]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


def is_body_good(name: str, f1: float) -> bool:
    """Whether the body F1 of a set reaches its floor; says so where it does not."""
    floor = LIMITS.get(name, {}).get("body_f1", 0.0)
    if f1 < floor:
        print(f"{name}: body F1 {f1:.4f} is below {floor}")
    return f1 >= floor


def is_cost_good(name: str, times_bare: float) -> bool:
    """Whether the cost of a set is below its ceiling; says so where it is not."""
    ceiling = LIMITS.get(name, {}).get("times_bare", float("inf"))
    if times_bare > ceiling:
        print(f"{name}: a record costs {times_bare:.1f} bare parses, more than {ceiling:g}")
    return times_bare <= ceiling
