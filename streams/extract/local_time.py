"""Decides on which day of the page's own calendar a moment that is stated in UTC lies."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

UTC_OFFSET = "+00:00"
_STEP = timedelta(minutes=30)
_FARTHEST = timedelta(hours=14)
_NONE = timedelta()


def local_moment(value: str, other: str) -> str | None:
    """The moment in the offset of another statement of it, if that is another day; both are ISO 8601.

    A time of day without an offset states the same moment if it differs by whole half hours, as zones do.
    """
    if len(other) <= len("2020-12-15") or other[:10] == value[:10]:
        return None
    moment, local = datetime.fromisoformat(value), datetime.fromisoformat(other)
    offset = local.utcoffset()
    if offset is None:
        offset = _shift(moment, local)
    elif local.replace(second=0) != moment.replace(second=0):
        return None
    return moment.astimezone(timezone(offset)).isoformat() if offset else None


def _shift(moment: datetime, local: datetime) -> timedelta:
    """How far a clock without a zone is from UTC; none if it cannot be the clock of the moment."""
    seconds = moment.second if local.second else 0
    shift = local - moment.replace(tzinfo=None, second=seconds)
    is_zone = abs(shift) <= _FARTHEST and not shift % _STEP and local.time() != time()
    return shift if is_zone else _NONE
