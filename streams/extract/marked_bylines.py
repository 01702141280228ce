"""Decides which elements of the page hold the article's byline, by tag, class and link target."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from streams.extract.byline_words import CONJUNCTIONS, LEADS
from streams.extract.place import Place
from streams.extract.surroundings import is_elsewhere
from streams.extract.tree import HtmlNode, Tree, attribute, select

# One comma list is one pass over the tree; words cut to what both cases of their first letter share.
_BYLINE = 'a[href*="/aut"],a[rel~="author"],[class*="uthor"],[class*="yline"],[class*="utor"]'
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOKEN = re.compile(
    r"(?<![a-z])(?:authors?|by[_-]?lines?|autor(?:en|es|i)?|auteurs?|writers?|written[_-]?by|fn|contributors?|"
    r"reporters?|journalists?|signature|autorenzeile)(?:[_-]?(?:names?|info|links?|box|s))?(?![a-z])"
)
_NOT_NAMES = re.compile(
    r"(?<![a-z])(?:bio|biography|image|img|avatar|photo|picture|caption|description|desc|social|follow|twitter|"
    r"position|role|job|more|related|comment|title)(?![a-z])"
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|i|in)?|auteurs?|auteure?)/.|[?&]author=", re.IGNORECASE
)
_LINK = re.compile(
    r"/(?:profiles?|people|staff|by|journalists?|contributors?|reporters?|writers?|columnists?|creators?|producers?|"
    r"redaktion|redakteure?|redaktor|redazione|firmas?|journalistes?|yazar(?:lar)?|penulis|bios?|our[_-]people)/.",
    re.IGNORECASE,
)
_LEADS = "|".join(LEADS)
_OPENING = re.compile(rf"[\W_]*(?:{_LEADS})[\s:：]+\S", re.IGNORECASE)
_LEAD = re.compile(rf"[\W_]*(?:{_LEADS})\s*[:：]?", re.IGNORECASE)
_JOINERS = frozenset({",", ";", "&"}) | {word for words in CONJUNCTIONS.values() for word in (*words, "and")}
_NAMING = ("class", "id", "data-testid")
_MAX_ELEMENTS = 120
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Byline:
    """A place that may hold the article's byline."""

    texts: tuple[str, ...]
    """Its words, one text an author where the markup parts them."""
    is_certain: bool
    """Whether the markup says author in so many words, so that a single word can be a name."""
    source: str = "html"
    """What kind of place it is."""


def bylines(tree: Tree, place: Place) -> Iterator[Byline]:
    """Elements marked as byline by the headline, then a line there that opens with `By`, then those further down."""
    yield from _marked(place.near)
    for texts in _opened(place.lines):
        yield Byline(texts, is_certain=False)
    yield from _marked(_behind(tree, place))


def _behind(tree: Tree, place: Place) -> Iterator[HtmlNode]:
    for node in select(tree, _BYLINE)[:_MAX_ELEMENTS]:
        if place.follows(node):
            yield node


def _opened(lines: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The lines that open with `By`, and what follows those that say nothing else."""
    for number, line in enumerate(lines):
        if _LEAD.fullmatch(line):
            yield tuple(_listed(lines[number + 1 :]))
        elif _OPENING.match(line):
            yield (line, *_listed(lines[number + 1 :], is_open=False))


def _listed(lines: Iterable[str], *, is_open: bool = True) -> Iterator[str]:
    """The first line, and each further one that a comma or an `and` joins to it."""
    for line in lines:
        if is_open:
            yield line
        elif (line.strip(" ,").lower() or line) not in _JOINERS:
            return
        is_open = not is_open


def _marked(nodes: Iterable[HtmlNode]) -> Iterator[Byline]:
    for node in nodes:
        if _is_marked(node) and not is_elsewhere(node):
            yield Byline(tuple([text for part in _alike(node) for text in _texts(part)]), _is_certain(node))


def _is_certain(node: HtmlNode) -> bool:
    attributes = node.attributes
    return (
        "author" in (attributes.get("rel") or "")
        or "fn" in (attributes.get("class") or "").split()
        or _is_author_link(node)
    )


def _is_author_link(node: HtmlNode) -> bool:
    return node.tag == "a" and _leads_to_author(attribute(node, "href") or "")


def _is_marked(node: HtmlNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "author" in (attributes.get("rel") or "") or (
        node.tag == "a" and _is_link_to_author(attributes.get("href") or "") and not _is_in_prose(node)
    ):
        return True
    names = [name for key in _NAMING if (name := attributes.get(key))]
    return bool(names) and _says_author(" ".join(names))


def _is_in_prose(node: HtmlNode) -> bool:
    """Whether the link stands among many words: it may lead to anyone."""
    return node.parent is not None and len(node.parent.text(deep=False).strip()) > _LONGEST


def _is_link_to_author(href: str) -> bool:
    return _leads_to_author(href) or _LINK.search(href) is not None


def _leads_to_author(href: str) -> bool:
    """Whether the link says author in so many words."""
    lower = href.lower()
    return ("/aut" in lower or "author=" in lower) and _AUTHOR_LINK.search(href) is not None


@lru_cache(maxsize=1 << 12)
def _says_author(names: str) -> bool:
    said = _CAMEL.sub("-", names).lower()
    return bool(_TOKEN.search(said)) and not _NOT_NAMES.search(said)


def _alike(node: HtmlNode) -> Iterator[HtmlNode]:
    """The element, and its siblings of the same tag and class, if links to authors too: one for each author."""
    yield node
    kind = _kind(node)
    sibling = node.next
    for _ in range(12):
        if sibling is None:
            return
        if sibling.tag == node.tag and _kind(sibling) == kind:
            yield sibling
        sibling = sibling.next


def _kind(node: HtmlNode) -> tuple[str | None, bool]:
    attributes = node.attributes
    return attributes.get("class"), node.tag == "a" and _leads_to_author(attributes.get("href") or "")


def _texts(node: HtmlNode) -> Iterator[str]:
    """The names that an element may hold: its links' words, else the words between its tags."""
    text = node.text(separator="\n").strip()
    if len(text) > _LONGEST:
        return
    links = [] if node.tag == "a" else select(node, "a")
    links = list(filter(_is_author_link, links)) or links
    words = [link.text(separator=" ") for link in links]
    named = [link for link in words if len(link.split()) > 1]
    yield from named or (
        [text.replace("\n", " ")] if node.tag == "a" or _is_certain(node) else text.split("\n")
    )
