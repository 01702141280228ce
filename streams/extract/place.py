"""Decides what stands near the headline."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from streams.extract.clean import clean, fold
from streams.extract.surroundings import (
    elements_after,
    elements_before,
    following,
    is_within_article,
    short_siblings_before,
    siblings_before,
    texts_in,
    way_up,
)
from streams.extract.tree import HtmlNode, select

if TYPE_CHECKING:
    from streams.extract.document import Document

_HEADINGS = "h2,h3,h4"
_HOLDERS = "div,span,td,th,p,b,strong,font,a,center,big,dt,li"
_INLINE = frozenset({"b", "strong", "font", "big", "span", "a", "em", "i"})
_WRAPPERS = frozenset({"body", "html", "main", "table", "tbody", "tr"})
_FRAMES = frozenset({"header", "article"})
_MAX_UP = 12
_NEAR = 69
_ABOVE = 40
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
        self._heading: tuple[HtmlNode | None] | None = None
        self._headline: tuple[HtmlNode | None] | None = None
        self._near: list[HtmlNode] | None = None
        self._above: list[HtmlNode] | None = None
        self._lines: list[str] | None = None
        self._around: frozenset[int] | None = None
        self._behind: dict[int, bool] = {}
        self._before: list[HtmlNode] | None = None

    @property
    def heading(self) -> HtmlNode | None:
        """The heading that shows the headline."""
        if self._heading is None:
            self._heading = (self._find_heading() if self._key else None,)
        return self._heading[0]

    @property
    def headline(self) -> HtmlNode | None:
        """The element that shows the headline: a heading if one does, else any element with just these words."""
        if self._headline is None:
            self._headline = (self._find_headline() if self._key else None,)
        return self._headline[0]

    @property
    def near(self) -> list[HtmlNode]:
        """The elements that follow the headline closely, then those before it in its `header` or `article`."""
        if self._near is None:
            self._near = [] if self.headline is None else self._find_near(self.headline)
        return self._near

    @property
    def above(self) -> list[HtmlNode]:
        """The elements that precede the headline closely, wherever they stand."""
        if self._above is None:
            headline = self.headline
            self._above = [] if headline is None else [*islice(elements_before(headline), _ABOVE)][::-1]
        return self._above

    @property
    def lines(self) -> list[str]:
        """The short texts that follow the headline up to the first long one, then those right before it."""
        if self._lines is None:
            before = [text for box in self._boxes_before() for text in texts_in(box)]
            self._lines = [*self._lines_after(), *before]
        return self._lines

    def follows(self, node: HtmlNode) -> bool:
        """Whether the element stands behind the headline; where none is seen, whether it is in an `article`."""
        if self.headline is None:
            return is_within_article(node)
        if self._around is None:
            self._around = self._look_around()
        return node.mem_id not in self._around and self._is_behind(node)

    def _find_heading(self) -> HtmlNode | None:
        for node in self._headings:
            if self._shows(node):
                return node
        body = self._tree.body
        for node in () if body is None else select(body, _HEADINGS):
            if self._shows(node):
                return node
        return None

    def _find_headline(self) -> HtmlNode | None:
        if self.heading is not None:
            return self.heading
        body = self._tree.body
        for node in () if body is None else select(body, _HOLDERS):
            if self._is_text_of(node.text(deep=False).strip()):
                return node
        return None

    def _find_near(self, headline: HtmlNode) -> list[HtmlNode]:
        boxed = [node for box in self._boxes_before() for node in select(box, "*")]
        return [*islice(elements_after(headline), _NEAR), *boxed, *self._framed(headline)]

    def _look_around(self) -> frozenset[int]:
        """The headline and the elements that it is in; notes what stands behind it, as far as that is known.

        What is in these elements, and is none of them, stands behind the headline unless it precedes one of them.
        """
        around = [*way_up(self.headline)]
        ids = [node.mem_id for node in around]
        self._behind = dict.fromkeys(ids, True)
        for node in around:
            for sibling in siblings_before(node):
                self._behind[sibling.mem_id] = False
        return frozenset(ids)

    def _is_behind(self, node: HtmlNode) -> bool:
        """Looks on the way up for an element of which it is known; the way is walked once, however many share it."""
        way: list[int] = []
        known: bool | None = False
        part: HtmlNode | None = node
        while part is not None:
            at = part.mem_id
            known = self._behind.get(at)
            if known is not None:
                break
            way.append(at)
            part = part.parent
        is_behind = bool(known)
        for at in way:
            self._behind[at] = is_behind
        return is_behind

    def _boxes_before(self) -> list[HtmlNode]:
        """The short boxes right before the headline in a box of its own; what precedes that may be the top bar."""
        if self._before is None:
            self._before = self._find_boxes_before()
        return self._before

    def _find_boxes_before(self) -> list[HtmlNode]:
        node = self.headline
        while node is not None and node.parent is not None and node.parent.tag in _INLINE:
            node = node.parent
        if node is None or node.parent is None or node.parent.tag in _WRAPPERS:
            return []
        return short_siblings_before(node)

    def _framed(self, headline: HtmlNode) -> list[HtmlNode]:
        """The elements closely before the headline that stand in the same `header` or `article`."""
        frame = None
        for node in islice(way_up(headline), _MAX_UP):
            if node.tag in _FRAMES:
                frame = node
                break
        if frame is None:
            return []
        ids = [node.mem_id for node in self.above]
        return self.above[ids.index(frame.mem_id) + 1 :] if frame.mem_id in ids else self.above

    def _lines_after(self) -> Iterator[str]:
        node = self.headline
        seen = 0
        while seen < _MAX_LINES and (node := following(node)) is not None:
            for text in texts_in(node):
                if len(text) > _LONGEST_LINE:
                    return
                seen += 1
                yield text

    def _is_text_of(self, text: str) -> bool:
        return abs(len(text) - len(self._key)) <= _LENGTH_SLACK and fold(clean(text)) == self._key

    def _shows(self, node: HtmlNode) -> bool:
        key = fold(clean(node.text(separator=" ")))
        return bool(key) and (
            self._key in key or (key in self._key and len(key) >= _LEAST_COVER * len(self._key))
        )
