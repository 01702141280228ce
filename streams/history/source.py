"""Decides which page an outcome names as its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from schemas import headers as names

_PLACE = re.compile(r"(.+)/([0-9]{1,9})/([0-9]{1,18})")


class Source(NamedTuple):
    """Where a page lies, or lay."""

    topic: str
    partition: int
    offset: int

    @classmethod
    def read(cls, place: str) -> Source | None:
        """From `TOPIC/PARTITION/OFFSET`; None for another text."""
        found = _PLACE.fullmatch(place)
        return cls(found[1], int(found[2]), int(found[3])) if found else None

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"


def source_of(told: Mapping[str, str]) -> Source | None:
    """The page that the headers of an outcome name; None where they name none."""
    parts = (names.SOURCE_TOPIC, names.SOURCE_PARTITION, names.SOURCE_OFFSET)
    return Source.read("/".join(told.get(name, "") for name in parts))
