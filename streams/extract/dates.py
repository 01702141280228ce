"""Decides when the article was published and when it was changed; the two are kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from streams.extract.datetext import parse_date
from streams.extract.found import Found
from streams.extract.jsonld import strings
from streams.extract.marked_dates import dated_below, dated_by_headline
from streams.extract.meta_tags import MODIFIED, PUBLISHED, stated

if TYPE_CHECKING:
    from streams.extract.document import Document
    from streams.extract.place import Place

EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 1, 1)
_SLACK = timedelta(days=2)

PUBLISHED_KEYS = ("datePublished", "dateCreated", "uploadDate")
MODIFIED_KEYS = ("dateModified", "dateUpdated")
_URL_DATE = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[/_.-](?P<month>0?[1-9]|1[0-2])[/_.-](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(
        r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:\d{6,10})?(?![\d])"
    ),
    re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<name>[a-z]{3})/(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a date can plausibly have."""

    latest: date = LATEST
    """The last of them."""

    @classmethod
    def until(cls, fetched_at: datetime | None) -> Window:
        """Up to two days after the page was fetched: clocks and time zones differ."""
        return cls() if fetched_at is None else cls(min(LATEST, fetched_at.date() + _SLACK))

    def admits(self, value: str) -> bool:
        """Whether an ISO 8601 value lies in the window."""
        return EARLIEST.isoformat() <= value[:10] <= self.latest.isoformat()


@dataclass(frozen=True, slots=True)
class Calendar:
    """How the page writes dates."""

    language: str | None
    month_first: bool
    window: Window

    def read(self, text: str) -> str | None:
        """The plausible date in a text, ISO 8601."""
        value = parse_date(text, self.language, month_first=self.month_first)
        return value if value and self.window.admits(value) else None


def date_published(document: Document, place: Place, calendar: Calendar) -> Found[str] | None:
    """The first publication: as stated, else in a marked place that the URL does not contradict, else in the URL."""
    found = _first(stated_dates(document, PUBLISHED_KEYS, PUBLISHED), calendar)
    if found:
        return found
    in_url = date_in_url(document.url, calendar.window)
    for dated in chain(dated_by_headline(place), dated_below(document.tree, place)):
        value = None if dated.is_update else calendar.read(dated.text)
        if value and (in_url is None or _near(value, in_url)):
            return Found(value, "html")
    return Found(in_url, "url") if in_url else None


def date_modified(document: Document, place: Place, calendar: Calendar) -> Found[str] | None:
    """The last change, where the page states one."""
    found = _first(stated_dates(document, MODIFIED_KEYS, MODIFIED), calendar)
    if found:
        return found
    updates = (calendar.read(dated.text) for dated in dated_by_headline(place) if dated.is_update)
    return next((Found(value, "html") for value in updates if value), None)


def date_in_url(url: str, window: Window) -> str | None:
    """The day that a URL names, as `/2020/12/15/`, `2020-12-15` or `202012151081463006-`."""
    path = url.rpartition("://")[2].partition("/")[2]
    for pattern in _URL_DATE:
        for match in pattern.finditer("/" + path):
            value = parse_date(_day_text(match))
            if value and window.admits(value):
                return value
    return None


def _day_text(match: re.Match[str]) -> str:
    named = match.groupdict()
    if name := named.get("name"):
        return f"{named['day']} {name} {named['year']}"
    return f"{named['year']}-{named['month']}-{named['day']}"


def stated_dates(document: Document, keys: Iterable[str], names: tuple[str, ...]) -> Iterator[Found[str]]:
    """The dates of JSON-LD, meta tags and microdata, as they stand there."""
    for source, node in document.articles:
        if source == "json-ld":
            yield from (Found(text, source) for key in keys for text in strings(node.get(key)))
    yield from stated(document, names)
    for source, node in document.articles:
        if source != "json-ld":
            yield from (Found(text, source) for key in keys for text in strings(node.get(key)))


def _first(candidates: Iterable[Found[str]], calendar: Calendar) -> Found[str] | None:
    return next(
        (Found(value, found.source) for found in candidates if (value := calendar.read(found.value))), None
    )


def _near(value: str, other: str) -> bool:
    return abs(date.fromisoformat(value[:10]) - date.fromisoformat(other[:10])) <= _SLACK
