"""Decides what is told of the values that a page offers for a field: all of them, and which one was taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from streams.extract.access import access_words
from streams.extract.byline import people, stated_authors
from streams.extract.clean import clean, fold
from streams.extract.dates import MODIFIED_KEYS, PUBLISHED_KEYS, Calendar, Window, stated_dates
from streams.extract.description import descriptions
from streams.extract.found import Found
from streams.extract.language_hint import language_hint, stated_languages, writes_month_first
from streams.extract.lead_image import stated_images
from streams.extract.links import absolute, declared_urls, normalise
from streams.extract.marked_bylines import bylines
from streams.extract.marked_dates import Marks
from streams.extract.meta_tags import DATED, MODIFIED, PUBLISHED, stated
from streams.extract.place import Place
from streams.extract.publisher import publishers, site_names
from streams.extract.subtitle import subtitles
from streams.extract.taxonomy import sections, tag_lists, tidy
from streams.extract.title import stated_titles, without_site
from streams.extract.url_dates import date_in_url

if TYPE_CHECKING:
    from schemas.article import Article
    from streams.extract.document import Document
    from streams.sites import SiteRule

_MOST = 30
"""Candidates that are listed of a field."""
_LONGEST = 500
_WORDS: Mapping[bool | None, str] = {True: "yes", False: "no", None: ""}


class Candidate(NamedTuple):
    """A value that the page offers for a field."""

    source: str
    """The rule that gives it, in the words of the record's `sources`."""
    text: str
    """The value as it stands on the page."""
    won: bool = False
    """Was it taken?"""


@dataclass(frozen=True, slots=True)
class _Page:
    """What the values of a page are read by."""

    document: Document
    rule: SiteRule
    article: Article
    place: Place
    calendar: Calendar
    names: frozenset[str]

    @property
    def barred(self) -> frozenset[str]:
        """What is no tag."""
        named = (self.article.title, self.article.section, self.article.publisher)
        return self.names | frozenset(fold(name) for name in named if name)


def candidates(
    document: Document, rule: SiteRule, article: Article, fetched_at: datetime | None = None
) -> dict[str, tuple[Candidate, ...]]:
    """For each field that is chosen among several places: what each offers, in the order in which they are asked.

    Of a field that was found exactly one has won.
    """
    calendar = Calendar(language_hint(document), writes_month_first(document), Window.until(fetched_at))
    place = Place(document, article.title)
    page = _Page(document, rule, article, place, calendar, site_names(document))
    judged = {name: tuple(_judged(page, name)) for name in _OFFERS}
    return {name: found for name, found in judged.items() if found}


def _judged(page: _Page, name: str) -> Iterator[Candidate]:
    """The field's candidates; what was put together from several is one of its own, before them."""
    value, source = getattr(page.article, name), page.article.sources.get(name)
    offered = _distinct(chain(_picked(page, name), _OFFERS[name](page)))
    listed = [found for found in islice(offered, _MOST) if _text(found.value)]
    winner = _winner(page, name, [found for found in listed if found.source == source])
    if winner is None and source is not None:
        winner = Found(value, source)
        listed.insert(0, winner)
    yield from (Candidate(found.source, _text(found.value), found is winner) for found in listed)


def _winner(page: _Page, name: str, listed: list[Found[Any]]) -> Found[Any] | None:
    """The first that reads as the record's value, else the first that holds its words."""
    value = getattr(page.article, name)
    words = fold(_text(value))
    exact = (found for found in listed if _READERS[name](page, found.value) == value)
    alike = (found for found in listed if words and words in fold(_text(found.value)))
    return next(chain(exact, alike), None)


def _picked(page: _Page, name: str) -> Iterator[Found[Any]]:
    """What the site's rule picks."""
    for pick in getattr(page.rule, name, ()):
        values = list(pick.values(page.document.tree))
        yield from (
            (Found(value, "site") for value in values[:1])
            if name not in _LISTED
            else (Found(values, "site"),)
        )


def _distinct(offered: Iterable[Found[Any]]) -> Iterator[Found[Any]]:
    seen: set[tuple[str, str]] = set()
    for found in offered:
        key = (found.source, _text(found.value))
        if key not in seen:
            seen.add(key)
            yield found


def _text(value: Any) -> str:
    if isinstance(value, bool | None):
        return _WORDS[value]
    text = value if isinstance(value, str) else ", ".join(value)
    return clean(text[:_LONGEST])


def _titles(page: _Page) -> Iterator[Found[str]]:
    yield from (Found(node.text(separator=" "), "html") for node in page.document.headings)
    yield from stated_titles(page.document)


def _authors(page: _Page) -> Iterator[Found[list[str]]]:
    for line in chain(stated_authors(page.document), bylines(page.document.tree, page.place)):
        yield Found(list(line.texts), line.source)


def _people(page: _Page, texts: Iterable[str]) -> tuple[str, ...]:
    """The authors as the record has them, else as a place names them that is not certain to hold any."""
    certain = people(texts, page.names, page.calendar.language, is_certain=True)
    return certain if certain == page.article.authors else people(texts, page.names, page.calendar.language)


def _published(page: _Page) -> Iterator[Found[str]]:
    yield from stated_dates(page.document, PUBLISHED_KEYS, PUBLISHED)
    yield from stated(page.document, DATED)
    yield from _shown(page, is_update=False)
    in_url = date_in_url(page.document.url, page.calendar.window)
    yield from (Found(day, "url") for day in (in_url,) if day)


def _modified(page: _Page) -> Iterator[Found[str]]:
    yield from stated_dates(page.document, MODIFIED_KEYS, MODIFIED)
    yield from _shown(page, is_update=True)


def _shown(page: _Page, *, is_update: bool) -> Iterator[Found[str]]:
    """Lines that are dates: most lines near a headline are none."""
    marks = Marks(page.document, page.place)
    for dated in chain(marks.by_headline(), marks.below()):
        if dated.is_update is is_update and page.calendar.read(dated.text):
            yield Found(dated.text, "html")


def _urls(page: _Page) -> Iterator[Found[str]]:
    yield from (Found(url, source) for source, url in declared_urls(page.document) if url)
    yield Found(page.document.url, "url")


def _images(page: _Page) -> Iterator[Found[str]]:
    yield from stated_images(page.document)
    yield from (Found(image.url, "html") for image in page.article.images)


def _languages(page: _Page) -> Iterator[Found[str]]:
    return (Found(text, "html") for text in stated_languages(page.document))


_LISTED = frozenset({"authors", "keywords"})
_OFFERS: Mapping[str, Callable[[_Page], Iterable[Found[Any]]]] = {
    "canonical_url": _urls,
    "title": _titles,
    "subtitle": lambda page: subtitles(page.document),
    "description": lambda page: descriptions(page.document),
    "authors": _authors,
    "date_published": _published,
    "date_modified": _modified,
    "language": _languages,
    "section": lambda page: sections(page.document),
    "keywords": lambda page: tag_lists(page.document, page.place),
    "image": _images,
    "publisher": lambda page: publishers(page.document),
    "is_accessible_for_free": lambda page: access_words(page.document),
}
_READERS: Mapping[str, Callable[[_Page, Any], Any]] = {
    **dict.fromkeys(("subtitle", "description", "section", "publisher"), lambda _, text: clean(text)),
    **dict.fromkeys(("date_published", "date_modified"), lambda page, text: page.calendar.read(text)),
    "canonical_url": lambda page, url: normalise(absolute(page.document.base, url) or url),
    "title": lambda page, text: without_site(clean(text), page.names),
    "authors": _people,
    "language": lambda _, text: text.lower(),
    "keywords": lambda page, texts: tidy(texts, page.barred),
    "image": lambda page, url: absolute(page.document.base, url),
    "is_accessible_for_free": lambda _, answer: answer,
}
