"""Decides which elements and lines of the page speak of the article's dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streams.extract.place import Place, is_elsewhere, names_of

_DATED = 'time,abbr[title],[class*="date" i],[class*="time"],[class*="pub"],[class*="datum"],[class*="fecha"]'
_TAGS = frozenset({"time", "abbr"})
_TOKEN = re.compile(
    r"(?<![a-z])(?:pub(?:lish(?:ed|ing)?|lication)?[_-]?(?:date|time|on)?|"
    r"post(?:ed)?[_-]?(?:date|time|on|meta|info)|date?(?:line|time)?|datum|fecha|data|time(?:stamp)?|by[_-]?line|"
    r"article[_-]?(?:date|info|meta)|entry[_-]?(?:date|meta)|updated?|modified|meta|created)(?![a-z])"
)
_CLEAR = re.compile(
    r"(?:article|post|entry|news|story|headline|meta|pub(?:lish(?:ed)?)?)[a-z]*[_-]{0,2}(?:date|time)|published"
)
_UPDATE = re.compile(
    r"updat|modif|aktualis|(?:mis|mise) à jour|actualiz|atualiz|aggiornat|обновл|оновл|güncel|更新|수정|تحديث|"
    r"bijgewerkt|oppdatert|opdateret|uppdaterad|päivitetty|diperbarui|zaktualizowan|aktualizov",
    re.IGNORECASE,
)
_MAX_ELEMENTS = 200
_LONGEST = 160
_LONGEST_LINE = 60


@dataclass(frozen=True, slots=True)
class Dated:
    """A text that may hold the article's date."""

    text: str
    """The element's machine-readable value, or its words."""
    is_update: bool
    """Whether it speaks of a change."""


def dated_by_headline(place: Place) -> Iterator[Dated]:
    """Marked elements by the headline, then short lines there; no clocks, no teasers."""
    yield from _marked(place.near)
    yield from _marked(node for node in place.above if _CLEAR.search(names_of(node)))
    yield from (Dated(line, bool(_UPDATE.search(line))) for line in place.lines if len(line) <= _LONGEST_LINE)


def dated_below(tree: LexborHTMLParser, place: Place) -> Iterator[Dated]:
    """Marked elements anywhere behind the headline."""
    yield from _marked(node for node in tree.css(_DATED)[:_MAX_ELEMENTS] if place.follows(node))


def _marked(nodes: Iterable[LexborNode]) -> Iterator[Dated]:
    for node in nodes:
        if node.tag in _TAGS or _says_date(names_of(node)):
            found = _dated(node)
            if found and not is_elsewhere(node):
                yield found


@lru_cache(maxsize=1 << 12)
def _says_date(names: str) -> bool:
    return _TOKEN.search(names) is not None


def _dated(node: LexborNode) -> Dated | None:
    attributes = node.attributes
    words = " ".join(node.text(separator=" ").split())
    stated = attributes.get("datetime") or attributes.get("content") or ""
    if node.tag == "abbr":
        stated = attributes.get("title") or ""
    text = stated if any(letter.isdigit() for letter in stated) else words
    if len(words) > _LONGEST or not any(letter.isdigit() for letter in text):
        return None
    return Dated(text, bool(_UPDATE.search(names_of(node)) or _UPDATE.search(words)))
