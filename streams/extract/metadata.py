"""Decides, field by field, what the page says about its article, and which rule said it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from streams.extract.access import is_accessible_for_free
from streams.extract.byline import authors, people
from streams.extract.clean import clean, fold
from streams.extract.dates import Calendar, Window, date_modified, date_published
from streams.extract.description import description
from streams.extract.found import Found
from streams.extract.language_hint import language_hint, writes_month_first
from streams.extract.links import absolute, canonical_url
from streams.extract.marked_dates import Marks
from streams.extract.place import Place
from streams.extract.publisher import publisher, site_names
from streams.extract.subtitle import subtitle
from streams.extract.taxonomy import keywords, section, tidy
from streams.extract.title import title

if TYPE_CHECKING:
    from streams.extract.document import Document
    from streams.sites import Pick, SiteRule

Fields = dict[str, Found[Any]]
Reader = Callable[[list[str]], Any]

_PICKED = (
    *(
        "title",
        "subtitle",
        "description",
        "section",
        "publisher",
        "date_published",
        "date_modified",
        "authors",
    ),
    *("keywords", "image"),
)
"""The fields that a site's rule may pick."""


def metadata(document: Document, rule: SiteRule, fetched_at: datetime | None = None) -> Fields:
    """The fields that the page's markup gives, without those it does not give; a site's rule wins."""
    calendar = Calendar(language_hint(document), writes_month_first(document), Window.until(fetched_at))
    names = site_names(document)
    given = _by_rule(document, rule, names, calendar)
    fields = _named(document, names) | given
    place = Place(document, _value(fields, "title"))
    marks = Marks(document, place)
    return (
        _present(
            authors=authors(document, place, names, calendar.language),
            date_published=date_published(document, marks, calendar),
            date_modified=date_modified(document, marks, calendar),
            subtitle=subtitle(document, _value(fields, "title")),
            keywords=keywords(document, place, names | _folded(fields, "title", "section", "publisher")),
        )
        | fields
    )


def _named(document: Document, names: frozenset[str]) -> Fields:
    return _present(
        canonical_url=canonical_url(document),
        title=title(document, names),
        description=description(document),
        section=section(document),
        publisher=publisher(document),
        is_accessible_for_free=is_accessible_for_free(document),
    )


def _value(fields: Fields, name: str) -> str | None:
    return fields[name].value if name in fields else None


def _folded(fields: Fields, *names: str) -> frozenset[str]:
    return frozenset(fold(fields[name].value) for name in names if name in fields)


def _by_rule(document: Document, rule: SiteRule, names: frozenset[str], calendar: Calendar) -> Fields:
    if not any(getattr(rule, name) for name in _PICKED):
        return {}

    def first(values: list[str]) -> str | None:
        return clean(values[0]) or None

    def moment(values: list[str]) -> str | None:
        return next((read for value in values if (read := calendar.read(value))), None)

    readers: dict[str, Reader] = {
        **dict.fromkeys(("title", "subtitle", "description", "section", "publisher"), first),
        **dict.fromkeys(("date_published", "date_modified"), moment),
        "authors": lambda values: people(values, names, calendar.language),
        "keywords": tidy,
        "image": lambda values: absolute(document.base, values[0]),
    }
    picked = {name: _pick(document, getattr(rule, name), readers[name]) for name in _PICKED}
    return {name: Found(value, "site") for name, value in picked.items() if value}


def _pick(document: Document, picks: tuple[Pick, ...], read: Reader) -> Any:
    """What the first pick with a readable value gives."""
    for pick in picks:
        values = list(pick.values(document.tree))
        if values and (value := read(values)):
            return value
    return None


def _present(**fields: Found[Any] | None) -> Fields:
    return {name: found for name, found in fields.items() if found is not None}
