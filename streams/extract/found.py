"""Decides how a found value carries the name of the rule that gave it."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Found(NamedTuple, Generic[T_co]):
    """A value and its source: `json-ld`, `opengraph`, `meta`, `microdata`, `html`, `url`, `site`, `heuristic`."""

    value: T_co
    source: str
