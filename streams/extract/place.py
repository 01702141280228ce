"""Decides what stands near the headline and what elsewhere: navigation, comments, teasers, the site's top bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from streams.extract.clean import clean, fold
from streams.extract.tree import HtmlNode, first, select

if TYPE_CHECKING:
    from streams.extract.document import Document

_HEADINGS = "h2,h3,h4"
_HOLDERS = "div,span,td,th,p,b,strong,font,a,center,big,dt,li"
_INLINE = frozenset({"b", "strong", "font", "big", "span", "a", "em", "i"})
_WRAPPERS = frozenset({"body", "html", "main", "table", "tbody", "tr"})
_ELSEWHERE_TAGS = frozenset({"nav", "footer", "aside", "form", "dialog", "noscript"})
_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:comments?|kommentare?|related|recommended|sidebar|popular|trending|most-?read|ticker|teaser|"
    r"footer|nav|navbar|menu|topbar|top-bar|masthead|clock|weather|promo|carousel|latest|copyright|sponsored|more)(?![a-z])"
)
_OF_ARTICLE = re.compile(
    r"(?:entry|post|article|story|content|news|single)[_-]+(?:footer|header|meta|nav|info|more|tags?)"
)
_FRAMES = frozenset({"header", "article"})
_WITHIN_ARTICLE = frozenset({"article", "main"})
_MAX_UP = 12
_NEAR = 69
_ABOVE = 40
_MOST_BEFORE = 2
_LONGEST_BEFORE = 200
_MAX_LINES = 30
_LONGEST_LINE = 160
_LEAST_COVER = 0.5
_LENGTH_SLACK = 20


class Place:
    """The neighbourhood of the headline, worked out when it is first asked for."""

    def __init__(self, document: Document, title: str | None) -> None:
        self._tree = document.tree
        self._headings = document.headings
        self._key = fold(title or "")

    @cached_property
    def heading(self) -> HtmlNode | None:
        """The heading that shows the headline."""
        if not self._key:
            return None
        headings = chain(
            self._headings, () if self._tree.body is None else select(self._tree.body, _HEADINGS)
        )
        return next(
            (node for node in headings if self._is_shown_by(fold(clean(node.text(separator=" "))))), None
        )

    @cached_property
    def headline(self) -> HtmlNode | None:
        """The element that shows the headline: a heading if one does, else any element with just these words."""
        if self.heading is not None or not self._key:
            return self.heading
        body = self._tree.body
        for node in () if body is None else select(body, _HOLDERS):
            if self._is_text_of(node.text(deep=False).strip()):
                return node
        return None

    @cached_property
    def near(self) -> list[HtmlNode]:
        """The elements that follow the headline closely, then those before it in its `header` or `article`."""
        if self.headline is None:
            return []
        boxed = [node for box in self._before for node in select(box, "*")]
        return [*islice(_elements_after(self.headline), _NEAR), *boxed, *self._framed]

    @cached_property
    def above(self) -> list[HtmlNode]:
        """The elements that precede the headline closely, wherever they stand."""
        return [] if self.headline is None else [*islice(_elements_before(self.headline), _ABOVE)][::-1]

    @cached_property
    def lines(self) -> list[str]:
        """The short texts that follow the headline up to the first long one, then those right before it."""
        return [*self._lines_after(), *(text for box in self._before for text in _texts(box))]

    def follows(self, node: HtmlNode) -> bool:
        """Whether the element stands behind the headline; where none is seen, whether it is in an `article`."""
        if self.headline is None:
            return is_within_article(node)
        return node.mem_id not in self._around and self._is_behind(node)

    @cached_property
    def _around(self) -> dict[int, HtmlNode]:
        """The headline and the elements that it is in."""
        return {node.mem_id: node for node in _way_up(self.headline)}

    @cached_property
    def _behind(self) -> dict[int, bool]:
        """Whether what is in an element, and not around the headline, stands behind it: as far as is known."""
        before = (sibling for node in self._around.values() for sibling in _siblings_before(node))
        return dict.fromkeys(self._around, True) | {node.mem_id: False for node in before}

    def _is_behind(self, node: HtmlNode) -> bool:
        """Looks on the way up for an element of which it is known; the way is walked once, however many share it."""
        way: list[int] = []
        known = False
        for part in _way_up(node):
            if part.mem_id in self._behind:
                known = self._behind[part.mem_id]
                break
            way.append(part.mem_id)
        self._behind.update(dict.fromkeys(way, known))
        return known

    @cached_property
    def _before(self) -> list[HtmlNode]:
        """The short boxes right before the headline in a box of its own; what precedes that may be the top bar."""
        node = self.headline
        while node is not None and node.parent is not None and node.parent.tag in _INLINE:
            node = node.parent
        if node is None or node.parent is None or node.parent.tag in _WRAPPERS:
            return []
        return _short_siblings_before(node)

    @property
    def _framed(self) -> list[HtmlNode]:
        """The elements closely before the headline that stand in the same `header` or `article`."""
        frame = next((node for node in islice(self._around.values(), _MAX_UP) if node.tag in _FRAMES), None)
        if frame is None:
            return []
        ids = [node.mem_id for node in self.above]
        return self.above[ids.index(frame.mem_id) + 1 :] if frame.mem_id in ids else self.above

    def _lines_after(self) -> Iterator[str]:
        node = self.headline
        seen = 0
        while seen < _MAX_LINES and (node := following(node)) is not None:
            for text in _texts(node):
                if len(text) > _LONGEST_LINE:
                    return
                seen += 1
                yield text

    def _is_text_of(self, text: str) -> bool:
        return abs(len(text) - len(self._key)) <= _LENGTH_SLACK and fold(clean(text)) == self._key

    def _is_shown_by(self, key: str) -> bool:
        return bool(key) and (
            self._key in key or (key in self._key and len(key) >= _LEAST_COVER * len(self._key))
        )


def _elements_after(node: HtmlNode) -> Iterator[HtmlNode]:
    """The elements that begin behind the start of this one, in document order."""
    way = node.first_child or following(node)
    while way is not None:
        if way.is_element_node:
            yield way
        way = way.first_child or following(way)


def _elements_before(node: HtmlNode) -> Iterator[HtmlNode]:
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


def _way_up(node: HtmlNode | None) -> Iterator[HtmlNode]:
    while node is not None:
        yield node
        node = node.parent


def _siblings_before(node: HtmlNode) -> Iterator[HtmlNode]:
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
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()


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


def _short_siblings_before(node: HtmlNode) -> list[HtmlNode]:
    found: list[HtmlNode] = []
    sibling = node.prev
    while sibling is not None and len(found) < _MOST_BEFORE:
        if sibling.is_element_node and sibling.tag != "br":
            if len(sibling.text(strip=True)) > _LONGEST_BEFORE:
                break
            found.append(sibling)
        sibling = sibling.prev
    return found


def _texts(node: HtmlNode) -> Iterator[str]:
    """The texts within a node, white space folded, unless it belongs to what surrounds an article."""
    if node.is_element_node and (node.tag in _SILENT or _is_surrounding(node)):
        return
    for part in node.traverse(include_text=True) if node.is_element_node else (node,):
        if part.is_text_node and (part.parent is None or part.parent.tag not in _SILENT):
            text = " ".join((part.text_content or "").split())
            if text:
                yield text
