"""Decides which elements of the page hold the article's byline, by tag, class and link target."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from streams.extract.place import Place, is_elsewhere

_BYLINE = '[rel~="author"],[class*="author" i],[class*="byline" i],[class*="autor"],[class*="vcard"]'
_TOKEN = re.compile(
    r"(?<![a-z])(?:authors?|by[_-]?lines?|autor(?:en|es|i)?|auteurs?|writers?|written[_-]?by|fn|contributors?|"
    r"reporters?|journalists?|signature)(?:[_-]?(?:names?|info|links?|box|s))?(?![a-z])"
)
_NOT_NAMES = re.compile(
    r"(?<![a-z])(?:bio|biography|image|img|avatar|photo|picture|caption|description|desc|social|follow|twitter|"
    r"position|role|job|date|time|more|related|comment|title)(?![a-z])"
)
_LINK = re.compile(
    r"/(?:authors?|autor|auteur|profile|people|staff|by|journalists?|contributors|reporters?)/", re.IGNORECASE
)
_OPENING = re.compile(
    r"(?:by|von|par|por|di|door|av|af|od|text|autor|автор|作者|記者|记者)[\s:：]+\S", re.IGNORECASE
)
_NAMING = ("class", "id", "data-testid")
_MAX_ELEMENTS = 120
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Byline:
    """An element that may hold the article's byline."""

    texts: tuple[str, ...]
    """Its words, one text an author where the markup parts them."""
    is_certain: bool
    """Whether the markup says author in so many words, so that a single word can be a name."""


def bylines(tree: LexborHTMLParser, place: Place) -> Iterator[Byline]:
    """Elements marked as byline by the headline, then a line there that opens with `By`, then those further down."""
    yield from _marked(place.near)
    yield from (Byline((line,), is_certain=False) for line in place.lines if _OPENING.match(line))
    yield from _marked(node for node in tree.css(_BYLINE)[:_MAX_ELEMENTS] if place.follows(node))


def _marked(nodes: Iterable[LexborNode]) -> Iterator[Byline]:
    for node in nodes:
        if _is_marked(node) and not is_elsewhere(node):
            yield Byline(tuple(text for part in _alike(node) for text in _texts(part)), _is_certain(node))


def _is_certain(node: LexborNode) -> bool:
    attributes = node.attributes
    return "author" in (attributes.get("rel") or "") or "fn" in (attributes.get("class") or "").split()


def _is_marked(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "author" in (attributes.get("rel") or "") or (
        node.tag == "a" and _LINK.search(attributes.get("href") or "")
    ):
        return True
    return _says_author(*map(attributes.get, _NAMING))


@lru_cache(maxsize=1 << 12)
def _says_author(*names: str | None) -> bool:
    said = " ".join(filter(None, names)).lower()
    return bool(_TOKEN.search(said)) and not _NOT_NAMES.search(said)


def _alike(node: LexborNode) -> Iterator[LexborNode]:
    """The element, and its siblings of the same tag and class: one for each author."""
    yield node
    kind = (node.tag, node.attributes.get("class"))
    sibling = node.next
    for _ in range(12):
        if sibling is None:
            return
        if (sibling.tag, sibling.attributes.get("class")) == kind:
            yield sibling
        sibling = sibling.next


def _texts(node: LexborNode) -> Iterator[str]:
    """The names that an element may hold: its links' words, else the words between its tags."""
    text = node.text(separator="\n").strip()
    if len(text) > _LONGEST:
        return
    links = [] if node.tag == "a" else [link.text(separator=" ") for link in node.css("a")]
    named = [link for link in links if len(link.split()) > 1]
    yield from named or (
        [text.replace("\n", " ")] if node.tag == "a" or _is_certain(node) else text.split("\n")
    )
