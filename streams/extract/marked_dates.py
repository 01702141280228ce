"""Decides which elements and lines of the page speak of the article's dates, by their markup and their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import tee
from typing import TYPE_CHECKING

from streams.extract.date_labels import (
    Dated,
    announces_change,
    parts_of,
    speaks_of_change,
    speaks_of_publication,
)
from streams.extract.datetext import names_day
from streams.extract.links import absolute
from streams.extract.place import Place
from streams.extract.surroundings import is_elsewhere, is_within_article, names_of
from streams.extract.tree import HtmlNode, attribute, first, select

if TYPE_CHECKING:
    from streams.extract.document import Document

_DATED = 'time,abbr[title],[class*="dat" i],[class*="time"],[class*="pub"],[class*="fecha"]'
_TAGS = frozenset({"time", "abbr"})
_TOKEN = re.compile(
    r"(?<![a-z])(?:pub(?:lish(?:ed|ing)?|lication)?[_-]?(?:date|time|on)?|"
    r"post(?:ed)?[_-]?(?:date|time|on|meta|info)|date?(?:line|time)?|(?:artikel|beitrags?)?datum|fecha|data|"
    r"time(?:stamp)?|by[_-]?line|article[_-]?(?:date|info|meta)|entry[_-]?(?:date|meta)|updated?|modified|meta|"
    r"created)(?![a-z])"
)
_CLEAR = re.compile(
    r"(?:article|post|entry|news|story|headline|meta|pub(?:lish(?:ed)?)?)[a-z]*[_-]{0,2}(?:date|time)|published|"
    r"date-?header|(?:artikel|beitrags?)[_-]?datum"
)
_MAX_ELEMENTS = 200
_LONGEST = 160
_LONGEST_LABEL = 40
_LONGEST_LINE = 60
_MAX_UP = 8


class Marks:
    """The marked dates of a page, looked for when they are first asked for, and only once."""

    def __init__(self, document: Document, place: Place) -> None:
        self.place = place
        self._document = document
        self._by_headline = _by_headline(place)
        self._found: list[HtmlNode] | None = None

    def by_headline(self) -> Iterator[Dated]:
        """Marked elements by the headline, then short lines there; no clocks, no teasers."""
        self._by_headline, found = tee(self._by_headline)
        return found

    def below(self) -> Iterator[Dated]:
        """Marked elements anywhere behind the headline."""
        for node in self._nodes():
            if self.place.follows(node) and not self.leads_away(node):
                yield from _marked_by(node)

    def anywhere(self) -> Iterator[Dated]:
        """Marked elements of the article, and clearly marked ones of the whole page."""
        for node in self._nodes():
            if not self.leads_away(node) and (
                is_within_article(node) or _is_clear(names_of(node)) or self.place.follows(node)
            ):
                yield from _marked_by(node)

    def leads_away(self, node: HtmlNode) -> bool:
        """Whether the element is in a link to another page: it speaks of that one."""
        link = _link_around(node)
        target = None if link is None else absolute(self._document.base, attribute(link, "href"))
        return target is not None and _address(target) != _address(self._document.url)

    def _nodes(self) -> list[HtmlNode]:
        if self._found is None:
            self._found = select(self._document.tree, _DATED, _MAX_ELEMENTS)
        return self._found


def _by_headline(place: Place) -> Iterator[Dated]:
    for node in place.near:
        yield from _marked_by(node)
    for node in place.above:
        if _is_clear(names_of(node)):
            yield from _marked_by(node)
    yield from _lines(place.lines)


def _link_around(node: HtmlNode) -> HtmlNode | None:
    way: HtmlNode | None = node
    for _ in range(_MAX_UP):
        if way is None or way.tag == "a":
            break
        way = way.parent
    return way if way is not None and way.tag == "a" else None


def _address(url: str) -> str:
    """A URL without what does not tell one page from another."""
    return re.split(r"[?#]", url.partition("://")[2])[0].rstrip("/").removeprefix("www.")


def _marked_by(node: HtmlNode) -> list[Dated]:
    """What an element says that is marked as a date."""
    if node.tag in _TAGS or _says_date(names_of(node)):
        found = [*_dated(node)]
        if found and (not is_elsewhere(node) or _is_note(node)):
            return found
    return []


def _is_note(node: HtmlNode) -> bool:
    """Whether an `aside` within the article says nothing but the date."""
    aside = node.parent
    is_short = aside is not None and aside.tag == "aside" and len(aside.text(strip=True)) <= _LONGEST_LABEL
    return is_short and is_within_article(node)


@lru_cache(maxsize=1 << 12)
def _says_date(names: str) -> bool:
    return _TOKEN.search(names) is not None


@lru_cache(maxsize=1 << 12)
def _is_clear(names: str) -> bool:
    return _CLEAR.search(names) is not None


def _dated(node: HtmlNode) -> Iterator[Dated]:
    """What an element says in words of both kinds of date, else its machine-readable value."""
    words = " ".join(node.text(separator=" ").split())
    if len(words) > _LONGEST:
        return
    text = _machine_readable(node) or words
    if not names_day(text):
        return
    parts = parts_of(words)
    if len(parts) > 1:
        yield from parts
    else:
        yield from _of_kind(
            text, names_of(node), is_update=parts[0].is_update or announces_change(_before(node))
        )


def _of_kind(text: str, names: str, *, is_update: bool) -> Iterator[Dated]:
    """A text with what the names of its element add: `published updated` says that there was no change since."""
    is_named_update = speaks_of_change(names)
    if not is_update and (not is_named_update or speaks_of_publication(names)):
        yield Dated(text, is_update=False)
    if is_update or is_named_update:
        yield Dated(text, is_update=True)


def _machine_readable(node: HtmlNode) -> str:
    """The value that an element, or the `time` in it, has for programs; empty where it names no day."""
    inner = None if node.tag in _TAGS else first(node, "time[datetime]")
    named = (inner or node).attributes
    stated = named.get("title") if node.tag == "abbr" else named.get("datetime") or named.get("content")
    return stated if stated and names_day(stated) else ""


def _before(node: HtmlNode) -> str:
    """The short text right before an element."""
    way = node.prev
    if way is not None and way.is_text_node and way.is_empty_text_node:
        way = way.prev
    text = "" if way is None else (way.text_content or "") if way.is_text_node else way.text()
    return text if len(text) <= _LONGEST_LABEL else ""


def _lines(lines: Iterable[str]) -> Iterator[Dated]:
    """Short lines; a line that names no day labels the next one."""
    label = ""
    for line in lines:
        if len(line) <= _LONGEST_LINE and names_day(line):
            for part in parts_of(line):
                yield Dated(part.text, part.is_update or (announces_change(label) and not names_day(label)))
        label = line
