"""Decides when the article was published and when it was changed; the two are kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from streams.extract.datetext import parse_date
from streams.extract.found import Found
from streams.extract.jsonld import Node, strings, types_of
from streams.extract.local_time import UTC_OFFSET, local_moment
from streams.extract.meta_tags import DATED, MODIFIED, PUBLISHED, stated
from streams.extract.shown_dates import in_month, nearest, publications, shown_before
from streams.extract.text_dates import unmarked_dates
from streams.extract.url_dates import date_in_url, month_in_url

if TYPE_CHECKING:
    from streams.extract.document import Document
    from streams.extract.marked_dates import Marks

EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 1, 1)
_SLACK = timedelta(days=2)
_MIDNIGHT = "00:00:00"
"""The time of day of a value that in truth has none."""
_NIGHT_OF_AMERICA = "09"
"""The hour of UTC when the evening before, in which papers still publish, ends there."""
_NEWS = "NewsArticle"

PUBLISHED_KEYS = ("datePublished", "dateCreated", "uploadDate")
MODIFIED_KEYS = ("dateModified", "dateUpdated")


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


def date_published(document: Document, marks: Marks, calendar: Calendar) -> Found[str] | None:
    """The first publication: as stated, else as marked, else as the URL has it, else as the texts have it."""
    candidates = stated_dates(document, PUBLISHED_KEYS, PUBLISHED)
    found = _first(candidates, calendar)
    if found:
        return _shown_earlier(found, document, marks, calendar) or Found(
            _on_local_day(found.value, document.url, marks, calendar, candidates), found.source
        )
    vague = _first(stated(document, DATED), calendar)
    if vague:
        return _told_by_headline(vague, marks, calendar)
    return _shown(document, marks, calendar)


def date_modified(document: Document, marks: Marks, calendar: Calendar) -> Found[str] | None:
    """The last change, where the page states one."""
    found = _first(stated_dates(document, MODIFIED_KEYS, MODIFIED), calendar)
    if found:
        return found
    for dated in marks.by_headline():
        if dated.is_update and (value := calendar.read(dated.text)):
            return Found(value, "html")
    return None


def _shown_earlier(
    found: Found[str], document: Document, marks: Marks, calendar: Calendar
) -> Found[str] | None:
    """An earlier day that the page shows as its own, where the stated one is no earlier than the last change.

    Programs that build sites write the time at which a page was saved into both; those of newsrooms do not.
    """
    if _is_news(document) or _is_in_url(found.value, document.url, calendar.window):
        return None
    changed = _first(stated_dates(document, MODIFIED_KEYS, MODIFIED), calendar)
    if changed is None or changed.value > found.value:
        return None
    value = shown_before(found.value, marks, calendar.read)
    return Found(value, "html") if value else None


def _is_news(document: Document) -> bool:
    return any(name.endswith(_NEWS) for _, node in document.articles for name in types_of(node))


def _is_in_url(value: str, url: str, window: Window) -> bool:
    """Whether the URL names the same day or month."""
    return date_in_url(url, window) == value[:10] or value.startswith(month_in_url(url) or "-")


def _on_local_day(
    value: str, url: str, marks: Marks, calendar: Calendar, others: Iterable[Found[str]]
) -> str:
    """A moment that is stated in UTC, in the local time of the page where that is another day.

    The local time is known from the same moment stated or shown elsewhere.
    """
    if not value.endswith(UTC_OFFSET) or value[11:19] == _MIDNIGHT:
        return value
    if date_in_url(url, calendar.window) == value[:10]:
        return value
    for read in chain(_told(value, others, calendar), _shown_on_other_days(value, marks, calendar)):
        if local := local_moment(value, read):
            return local
    return value


def _told(value: str, others: Iterable[Found[str]], calendar: Calendar) -> Iterator[str]:
    """What else is stated of another day."""
    for other in others:
        if other.value[:10] != value[:10] and (read := calendar.read(other.value)):
            yield read


def _shown_on_other_days(value: str, marks: Marks, calendar: Calendar) -> Iterator[str]:
    """What is shown by the headline up to the day of the value, while it is evening in America, else nothing."""
    if value[11:13] >= _NIGHT_OF_AMERICA or marks.place.heading is None:
        return iter(())
    return takewhile(lambda read: read[:10] != value[:10], publications(marks.by_headline(), calendar.read))


def _told_by_headline(vague: Found[str], marks: Marks, calendar: Calendar) -> Found[str]:
    """A day of which the page does not say what it is, unless another one is shown by the headline."""
    value = next(publications(marks.by_headline(), calendar.read), vague.value)
    return vague if value[:10] == vague.value[:10] else Found(value, "html")


def _shown(document: Document, marks: Marks, calendar: Calendar) -> Found[str] | None:
    """The day in a marked place, else that in the URL, else that in the texts; the URL tells which is right."""
    marked = publications(chain(marks.by_headline(), marks.below()), calendar.read)
    in_url = date_in_url(document.url, calendar.window)
    if in_url:
        value = nearest(marked, in_url)
        return Found(value, "html") if value else Found(in_url, "url")
    shown = chain(marked, unmarked_dates(document, marks, calendar.read))
    value = in_month(shown, month_in_url(document.url))
    return Found(value, "html") if value else None


def stated_dates(document: Document, keys: Iterable[str], names: tuple[str, ...]) -> Iterator[Found[str]]:
    """The dates of JSON-LD, meta tags and microdata, as they stand there."""
    for source, node in document.articles:
        if source == "json-ld":
            yield from _stated_in(node, source, keys)
    yield from stated(document, names)
    for source, node in document.articles:
        if source != "json-ld":
            yield from _stated_in(node, source, keys)


def _stated_in(node: Node, source: str, keys: Iterable[str]) -> Iterator[Found[str]]:
    for key in keys:
        for text in strings(node.get(key)):
            yield Found(text, source)


def _first(candidates: Iterable[Found[str]], calendar: Calendar) -> Found[str] | None:
    for found in candidates:
        if value := calendar.read(found.value):
            return Found(value, found.source)
    return None
