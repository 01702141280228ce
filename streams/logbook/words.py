"""Decides in which words times, shares and counts are told."""

from __future__ import annotations

from datetime import UTC, datetime

_URL_LENGTH = 200
_UNITS = ((86_400.0, "d"), (3600.0, "h"), (60.0, "min"))


def moment(at: float, first: float, last: float) -> str:
    """A time in UTC; with its day where the log has more than one."""
    days = {_utc(first).date(), _utc(last).date()}
    return f"{_utc(at):%H:%M:%S}" if len(days) == 1 else f"{_utc(at):%m-%d %H:%M:%S}"


def span(first: float, last: float) -> str:
    """From when to when, in UTC, with the day."""
    end = "%H:%M:%S" if _utc(first).date() == _utc(last).date() else "%Y-%m-%d %H:%M:%S"
    return f"{_utc(first):%Y-%m-%d %H:%M:%S} to {_utc(last):{end}} UTC"


def rfc3339(at: float) -> str:
    """A time for machines, to the second."""
    return f"{_utc(at):%Y-%m-%dT%H:%M:%SZ}"


def length(seconds: float) -> str:
    """A length of time, to two figures or so."""
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def short(seconds: float) -> str:
    """What a page took."""
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"


def count(number: float, one: str) -> str:
    """A number of things, as `1 page` and `1,204 pages`."""
    return f"{number:,.0f} {one}" if number == 1 else f"{number:,.0f} {one}s"


def some(names: list[str], most: int = 3) -> str:
    """The first of them, and how many more."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest:,} more" if rest > 0 else "")


def address(url: str) -> str:
    """A URL as it is read: one of two thousand letters would fill a screen, and a place names the page as well."""
    return url if len(url) <= _URL_LENGTH else f"{url[:_URL_LENGTH]}…"


def place(where: tuple[str, int, int]) -> str:
    """Topic, partition and offset, as `streams dlq show` takes them."""
    topic, partition, offset = where
    return f"{topic}/{partition}:{offset}"


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
