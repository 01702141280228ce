"""Decides how a moment is written: by RFC 3339, in UTC, to the millisecond."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


def rfc3339(milliseconds: int) -> str:
    """Of a moment in milliseconds since 1970, not before."""
    seconds, rest = divmod(milliseconds, 1000)
    return _second(seconds) + _ENDS[rest]


_ENDS = tuple(f".{rest:03}Z" for rest in range(1000))


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    """Many records and lines are of the same second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
