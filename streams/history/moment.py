"""Decides which moment a person means: a date, a time, `now`, or so long ago."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_AGO = re.compile(r"(\d{1,6})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
EXPECTED = (
    "a date or time of RFC 3339 (2026-11-01, 2026-11-01T06:30Z; without an offset it is UTC), now, or so long ago: "
    "30s, 15m, 2h, 7d, 4w"
)


def moment(text: str, now: datetime) -> datetime:
    """The moment that `text` means at `now`. Raises `ValueError`, with what was expected."""
    if text.strip().lower() == "now":
        return now
    if ago := _AGO.fullmatch(text.strip().lower()):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"expected {EXPECTED}") from None
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def milliseconds(when: datetime) -> int:
    """As Kafka counts time: since 1970."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
