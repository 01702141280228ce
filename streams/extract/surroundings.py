"""Decides what belongs to an article and what surrounds it: navigation, comments, teasers, the site's top bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from streams.extract.tree import HtmlNode, attribute, first

_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_ELSEWHERE_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog", "noscript"})
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:comments?|kommentare?|related|recommended|sidebar|popular|trending|most-?read|ticker|teaser|"
    r"footer|nav|navbar|menu|topbar|top-bar|masthead|clock|weather|promo|carousel|latest|copyright|sponsored|more)(?![a-z])"
)
_OF_ARTICLE = re.compile(
    r"(?:entry|post|article|story|content|news|single)[_-]+(?:footer|header|meta|nav|info|more|tags?)"
)
_WITHIN_ARTICLE = frozenset({"article", "main"})
_MOST_BEFORE = 2
_LONGEST_BEFORE = 200
_MAX_UP = 12


def elements_after(node: HtmlNode) -> Iterator[HtmlNode]:
    """The elements that begin behind the start of this one, in document order."""
    way = node.first_child or following(node)
    while way is not None:
        if way.is_element_node:
            yield way
        way = way.first_child or following(way)


def elements_before(node: HtmlNode) -> Iterator[HtmlNode]:
    """The elements of the page that begin before this one, the last first."""
    way = _preceding(node)
    while way is not None and way.tag != "html":
        if way.is_element_node:
            yield way
        way = None if way.tag == "body" else _preceding(way)


def _preceding(node: HtmlNode) -> HtmlNode | None:
    """The node before this one in document order."""
    way = node.prev
    if way is None:
        return node.parent
    while (last := way.last_child) is not None:
        way = last
    return way


def way_up(node: HtmlNode | None) -> Iterator[HtmlNode]:
    """The element and those that it is in."""
    while node is not None:
        yield node
        node = node.parent


def siblings_before(node: HtmlNode) -> Iterator[HtmlNode]:
    """The nodes that precede this one in the same element, the last first."""
    sibling = node.prev
    while sibling is not None:
        yield sibling
        sibling = sibling.prev


def is_elsewhere(node: HtmlNode) -> bool:
    """Whether the element stands in what surrounds an article."""
    way: HtmlNode | None = node
    for _ in range(_MAX_UP):
        if way is None or way.tag in ("body", "html") or way.tag in _WITHIN_ARTICLE:
            return False
        if _is_surrounding(way):
            return True
        way = way.parent
    return False


def _is_surrounding(node: HtmlNode) -> bool:
    said = _names_surroundings(names_of(node))
    if said is not None:
        return said
    if node.tag == "header":
        return first(node, "h1") is None and not is_within_article(node)
    return node.tag in _ELSEWHERE_TAGS and not (node.tag == "footer" and is_within_article(node))


@lru_cache(maxsize=1 << 12)
def _names_surroundings(names: str) -> bool | None:
    """What class and id say; None where they say nothing."""
    if _OF_ARTICLE.search(names):
        return False
    return True if _ELSEWHERE.search(names) else None


def names_of(node: HtmlNode) -> str:
    """Class and id of an element, in lower case."""
    return f"{attribute(node, 'class') or ''} {attribute(node, 'id') or ''}".lower()


def is_within_article(node: HtmlNode) -> bool:
    """Whether an `article` or `main` holds the element."""
    way: HtmlNode | None = node
    for _ in range(_MAX_UP):
        if way is None or way.tag in _WITHIN_ARTICLE:
            break
        way = way.parent
    return way is not None and way.tag in _WITHIN_ARTICLE


def following(node: HtmlNode | None) -> HtmlNode | None:
    """The next node that is not within this one."""
    while node is not None and node.next is None:
        node = node.parent
    return node.next if node is not None else None


def short_siblings_before(node: HtmlNode) -> list[HtmlNode]:
    """The last few elements before this one, up to the first long one."""
    found: list[HtmlNode] = []
    sibling = node.prev
    while sibling is not None and len(found) < _MOST_BEFORE:
        if sibling.is_element_node and sibling.tag != "br":
            if len(sibling.text(strip=True)) > _LONGEST_BEFORE:
                break
            found.append(sibling)
        sibling = sibling.prev
    return found


def texts_in(node: HtmlNode) -> Iterator[str]:
    """The texts within a node, white space folded, unless it belongs to what surrounds an article."""
    if node.is_element_node and (node.tag in _SILENT or _is_surrounding(node)):
        return
    for part in node.traverse(include_text=True) if node.is_element_node else (node,):
        if part.is_text_node:
            text = " ".join((part.text_content or "").split())
            if text and ((around := part.parent) is None or around.tag not in _SILENT):
                yield text
