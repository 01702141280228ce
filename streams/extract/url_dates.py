"""Decides which day or month a URL names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from streams.extract.datetext import parse_date

if TYPE_CHECKING:
    from streams.extract.dates import Window

_DAY = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_.-](?P<month>0?[1-9]|1[0-2])[/_.-](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:\d{6,10})?(?![\d])"
    ),
    re.compile(r"(?<!\d)(?P<day>0[1-9]|[12]\d|3[01])-(?P<month>0[1-9]|1[0-2])-(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<name>[a-z]{3})/(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"),
)
_MONTH = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>0[1-9]|1[0-2])/")


def date_in_url(url: str, window: Window) -> str | None:
    """The day that a URL names, as `/2020/12/15/`, `2020-12-15` or `202012151081463006-`."""
    path = url.rpartition("://")[2].partition("/")[2]
    for pattern in _DAY:
        for match in pattern.finditer("/" + path):
            value = parse_date(_day_text(match))
            if value and window.admits(value):
                return value
    return None


def month_in_url(url: str) -> str | None:
    """The month that a URL names as `/2020/12/`, in the form in which a day of it begins: `2020-12-`."""
    match = _MONTH.search(url)
    return f"{match['year']}-{match['month']}-" if match else None


def _day_text(match: re.Match[str]) -> str:
    named = match.groupdict()
    if name := named.get("name"):
        return f"{named['day']} {name} {named['year']}"
    return f"{named['year']}-{named['month']}-{named['day']}"
