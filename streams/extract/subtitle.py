"""Decides what stands below the headline as its subtitle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

from streams.extract.clean import clean, fold
from streams.extract.found import Found
from streams.extract.jsonld import strings
from streams.extract.place import following, names_of
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
    titles = [fold(text) for text in (headline or "", document.title, *document.meta.get("og:title", ()))]
    found = (Found(clean(candidate.value), candidate.source) for candidate in subtitles(document))
    fitting = (line for line in found if _SHORTEST <= len(line.value) <= _LONGEST)
    return next(
        (line for line in fitting if not any(_is_alike(fold(line.value), title) for title in titles)), None
    )


def _is_alike(line: str, title: str) -> bool:
    return bool(title) and (line in title or title in line)


def subtitles(document: Document) -> Iterator[Found[str]]:
    """Every line below a heading that is called a subtitle, then the stated ones."""
    for element in (element for heading in document.headings for element in _below(heading)):
        if _TOKEN.search(names_of(element)):
            yield Found(element.text(separator=" "), "html")
    for source, node in document.articles:
        yield from (Found(text, source) for key in _KEYS for text in strings(node.get(key)))


def _below(heading: HtmlNode) -> Iterator[HtmlNode]:
    """The elements that follow the heading at once, each with the first ones within it."""
    node: HtmlNode | None = heading
    for _ in range(_BELOW):
        node = following(node)
        while node is not None and not node.is_element_node:
            node = following(node)
        if node is None:
            return
        yield from chain((node,), islice(node.iter(), _INSIDE))
