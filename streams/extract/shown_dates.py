"""Decides which of the days that a page shows is that of publication, by what its URL names and what it states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from streams.extract.date_labels import Dated, speaks_of_publication

if TYPE_CHECKING:
    from streams.extract.marked_dates import Marks

Read = Callable[[str], str | None]
"""Gives the day that a text names."""

_FARTHEST_WEST = timedelta(hours=12)
"""How far behind UTC clocks are at most."""
_LONGEST_BARE = 40
_SLACK = timedelta(days=2)


def publications(shown: Iterable[Dated], read: Read) -> Iterator[str]:
    """The days that are shown, but for those of changes, which may be shown a second time without their label."""
    changed: set[str] = set()
    for dated in shown:
        value = read(dated.text)
        if value and dated.is_update:
            changed.add(value[:10])
        elif value and (value[:10] not in changed or speaks_of_publication(dated.text)):
            yield value


def shown_before(value: str, marks: Marks, read: Read) -> str | None:
    """The day that the page shows as its own, if all that it shows lie before a moment, in all the world."""
    first = (datetime.fromisoformat(value) - _FARTHEST_WEST).date().isoformat()
    if marks.place.heading is None:
        shown = only(_bare(marks.anywhere(), read))
    else:
        shown = [*_until(first, _bare(marks.by_headline(), read))]
    return shown[0] if shown and shown[-1] < first and not _is_exchanged(shown[0], value) else None


def nearest(values: Iterable[str], day: str) -> str | None:
    """The first value on a day, else the first one close to it."""
    close = None
    for value in values:
        if value[:10] == day:
            return value
        close = close or (value if _is_near(value, day) else None)
    return close


def in_month(values: Iterable[str], month: str | None) -> str | None:
    """The first value in a month, else the first one."""
    first = None
    for value in values:
        if month is None or value.startswith(month):
            return value
        first = first or value
    return first


def only(values: Iterable[str]) -> list[str]:
    """The first value, if all name the same day."""
    listed = [*values]
    return listed[:1] if len({value[:10] for value in listed}) == 1 else []


def _bare(dated: Iterable[Dated], read: Read) -> Iterator[str]:
    """The days of publication in texts that say little else: longer ones may tell of other days."""
    return publications((part for part in dated if len(part.text) <= _LONGEST_BARE), read)


def _until(day: str, values: Iterable[str]) -> Iterator[str]:
    """The values up to the first one that is not before a day."""
    for value in values:
        yield value
        if value >= day:
            return


def _is_exchanged(day: str, other: str) -> bool:
    """Whether one is the other with month and day exchanged: `1/11/2021` can be both."""
    return day[:4] == other[:4] and (day[5:7], day[8:10]) == (other[8:10], other[5:7])


def _is_near(value: str, other: str) -> bool:
    return abs(date.fromisoformat(value[:10]) - date.fromisoformat(other[:10])) <= _SLACK
