"""Decides what stands below the headline as its subtitle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from streams.extract.clean import clean, fold
from streams.extract.found import Found
from streams.extract.jsonld import strings
from streams.extract.surroundings import following, names_of
from streams.extract.tree import HtmlNode

if TYPE_CHECKING:
    from streams.extract.document import Document

_KEYS = ("alternativeHeadline", "alternateName")
_TOKEN = re.compile(
    r"(?<![a-z])(?:sub-?(?:title|head|headline|hed|line)|stand-?first|deck?|strap-?line|untertitel|unterzeile|bajada|"
    r"sub-?t[ií]tulo|sottotitolo|sous-?titre|ondertitel|underrubrik|under-?tittel|alaotsikko|podtytul|alcim)(?![a-z])"
)
_BELOW = 4
_INSIDE = 8
_SHORTEST = 10
_LONGEST = 300


def subtitle(document: Document, headline: str | None) -> Found[str] | None:
    """The line that follows the headline in an element called so, else the stated one, unless it is a title too."""
    for found in subtitles(document):
        text = clean(found.value)
        if _SHORTEST <= len(text) <= _LONGEST and not _is_title(text, document, headline):
            return Found(text, found.source)
    return None


def _is_title(text: str, document: Document, headline: str | None) -> bool:
    """Whether a line says the same as a title, or more, or less."""
    line = fold(text)
    for stated in (headline or "", document.title, *document.meta.get("og:title", ())):
        title = fold(stated)
        if title and (line in title or title in line):
            return True
    return False


def subtitles(document: Document) -> Iterator[Found[str]]:
    """Every line below a heading that is called a subtitle, then the stated ones."""
    for heading in document.headings:
        for element in _below(heading):
            if _says_subtitle(names_of(element)):
                yield Found(element.text(separator=" "), "html")
    for source, node in document.articles:
        for key in _KEYS:
            for text in strings(node.get(key)):
                yield Found(text, source)


@lru_cache(maxsize=1 << 12)
def _says_subtitle(names: str) -> bool:
    return _TOKEN.search(names) is not None


def _below(heading: HtmlNode) -> Iterator[HtmlNode]:
    """The elements that follow the heading at once, each with the first ones within it."""
    node: HtmlNode | None = heading
    for _ in range(_BELOW):
        node = following(node)
        while node is not None and not node.is_element_node:
            node = following(node)
        if node is None:
            return
        yield node
        yield from _first_within(node)


def _first_within(node: HtmlNode) -> Iterator[HtmlNode]:
    """The first children but for texts."""
    child, seen = node.first_child, 0
    while child is not None and seen < _INSIDE:
        if not child.is_text_node:
            seen += 1
            yield child
        child = child.next
