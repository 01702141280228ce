"""Decides what the headline is, without the site's name, and what stands below it as subtitle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from streams.extract.clean import clean, fold
from streams.extract.found import Found
from streams.extract.jsonld import strings
from streams.extract.meta_tags import TITLE, stated
from streams.extract.tree import HtmlNode, select

if TYPE_CHECKING:
    from streams.extract.document import Document

SEPARATOR = re.compile(
    r"\s+(?:[|–—·•»›~/>-]|::|//)\s+|\s*[|｜ㅣ]\s*|：(?=[^：]*$)|_(?=[^_]*$)|-(?=[^-\s]*[ㅣ｜|]|\s)"
)
"""What parts a headline from the name of its site or section."""

_CERTAIN_SEPARATORS = frozenset({"|", "｜", "ㅣ", "::", "»"})
_KICKER = re.compile(
    r"kicker|over-?line|top-?line|dachzeile|ober-?(?:titel|zeile)|pre-?(?:title|headline|fix)|eyebrow|surtitle|volanta|"
    r"antetitulo|rubrik|occhiello|badge|label|flag|category|(?<![a-z])(?:section|tag|live)(?![a-z])"
)
_MOST_SUBHEADINGS = 60
_SHOWING = "b,strong,font,big,span,td,div,p,a"
_LEAST_COVER = 0.5
_MOST_PARTS = 8


@lru_cache(maxsize=64)
def separators(text: str) -> tuple[re.Match[str], ...]:
    """What parts a title; several fields ask this of the same few texts."""
    return tuple(SEPARATOR.finditer(text))


def parts_of(text: str) -> list[str]:
    """What the separators of a title part."""
    cuts = separators(text)
    starts, ends = [0, *[at.end() for at in cuts]], [*[at.start() for at in cuts], len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def title(document: Document, site_names: frozenset[str]) -> Found[str] | None:
    """The headline: the heading that a stated title contains, else the best of the stated titles."""
    titles = [found for found in stated_titles(document) if _is_headline(found.value, site_names)]
    cut = [Found(without_site(found.value, site_names), found.source) for found in titles]
    found = _best(document.headings, titles, cut, site_names)
    if found is None and all(candidate.source == "html" for candidate in cut):
        found = _best(select(document.tree, "h2,h3")[:_MOST_SUBHEADINGS], titles, cut, site_names)
        found = found or _shown_part(document)
    found = found or next(iter(cut), None)
    return next((short for short in cut if found and _is_without_kicker(short, found.value)), found)


def _shown_part(document: Document) -> Found[str] | None:
    """The longest part of the page's own title, if an element shows just these words: old pages have no headings."""
    parts = parts_of(clean(document.title))[:_MOST_PARTS]
    longest = max(parts, key=len)
    if len(parts) == 1:
        return None
    key = fold(longest)
    for node in select(document.tree, _SHOWING):
        if fold(node.text(deep=False)) == key:
            return Found(longest, "html")
    return None


def _is_without_kicker(short: Found[str], text: str) -> bool:
    """Whether the page's own title for sharing is the headline without the words before its colon."""
    return (
        short.source == "opengraph" and text.endswith(f": {short.value}") and len(short.value) > len(text) / 2
    )


def stated_titles(document: Document) -> Iterator[Found[str]]:
    """What the page states as its title, each text once."""
    seen: dict[str, str] = {}
    for source, node in document.articles:
        for text in strings(node.get("headline")):
            seen.setdefault(text, source)
    for found in stated(document, TITLE):
        seen.setdefault(found.value, found.source)
    seen.setdefault(document.title, "html")
    for text, source in seen.items():
        yield Found(clean(text), source)


def _is_headline(text: str, site_names: frozenset[str]) -> bool:
    return bool(text) and fold(text) not in site_names


def _best(
    nodes: Iterable[HtmlNode], titles: list[Found[str]], cut: list[Found[str]], site_names: frozenset[str]
) -> Found[str] | None:
    """The longest heading that makes up most of a stated title."""
    exact = {fold(found.value): found for found in reversed(cut) if found.source != "microdata"}
    wholes = [
        (fold(found.value), len(fold(short.value)), fold(parts_of(found.value)[0]))
        for found, short in zip(titles, cut, strict=True)
    ]
    best: Found[str] | None = None
    for node in nodes:
        found = _heading(node, exact)
        key = fold(found.value)
        if found.value and key not in site_names and _fits(key, wholes):
            best = found if best is None or len(found.value) > len(best.value) else best
    return best


def _heading(node: HtmlNode, exact: Mapping[str, Found[str]]) -> Found[str]:
    """The heading's words; a kicker in it stays where the page states its title with the kicker."""
    whole = clean(node.text(separator=" "))
    bare = _without_kicker(node, whole)
    if bare != whole and fold(bare) not in exact and (stated := exact.get(fold(whole))):
        return stated
    return Found(bare, "html")


def _fits(key: str, wholes: list[tuple[str, int, str]]) -> bool:
    return any(
        key == first or (key in whole and len(key) >= _LEAST_COVER * length)
        for whole, length, first in wholes
    )


def _without_kicker(heading: HtmlNode, text: str) -> str:
    """The heading's words without the kicker that some sites put into it."""
    kickers = [node for node in select(heading, "[class],[data-qa]") if _is_kicker(node)]
    for node in kickers:
        rest = clean(text.replace(clean(node.text(separator=" ")), " ", 1)).strip(" |:–—-•·")
        text = rest or text
    return text


def _is_kicker(node: HtmlNode) -> bool:
    attributes = node.attributes
    return _says_kicker(f"{attributes.get('class') or ''} {attributes.get('data-qa') or ''}".lower())


@lru_cache(maxsize=1 << 12)
def _says_kicker(names: str) -> bool:
    return _KICKER.search(names) is not None


def without_site(text: str, site_names: frozenset[str]) -> str:
    """A title without the site's name, which stands before it or, with sections, behind it."""
    first = next(iter(separators(text)), None)
    if first and text[first.end() :].strip() and _is_site(text[: first.start()], site_names):
        text = text[first.end() :]
    for at in separators(text)[: -_MOST_PARTS - 1 : -1]:
        head, tail = text[: at.start()].strip(), text[at.end() :].strip()
        if head and (_is_site(tail, site_names) or (_is_certain(at[0], text) and len(head) > len(tail))):
            text = head
    return text.strip()


def _is_certain(mark: str, text: str) -> bool:
    """Marks that no headline has in itself; a guillemet is one where it closes no quotation."""
    return mark.strip() in _CERTAIN_SEPARATORS and not (mark.strip() == "»" and "«" in text)


def _is_site(text: str, site_names: frozenset[str]) -> bool:
    key = fold(text)
    return (
        key in site_names
        or key.replace(" ", "") in site_names
        or any(_names_site(key, name) for name in site_names)
    )


def _names_site(key: str, name: str) -> bool:
    shorter, longer = sorted((key, name), key=len)
    return len(shorter) > 3 and len(shorter) * 2 >= len(longer) and longer.startswith(shorter)
