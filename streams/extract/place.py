"""Decides what stands near the headline."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice
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
        return [*islice(elements_after(self.headline), _NEAR), *boxed, *self._framed]

    @cached_property
    def above(self) -> list[HtmlNode]:
        """The elements that precede the headline closely, wherever they stand."""
        return [] if self.headline is None else [*islice(elements_before(self.headline), _ABOVE)][::-1]

    @cached_property
    def lines(self) -> list[str]:
        """The short texts that follow the headline up to the first long one, then those right before it."""
        return [*self._lines_after(), *(text for box in self._before for text in texts_in(box))]

    def follows(self, node: HtmlNode) -> bool:
        """Whether the element stands behind the headline; where none is seen, whether it is in an `article`."""
        if self.headline is None:
            return is_within_article(node)
        return node.mem_id not in self._around and self._is_behind(node)

    @cached_property
    def _around(self) -> dict[int, HtmlNode]:
        """The headline and the elements that it is in."""
        return {node.mem_id: node for node in way_up(self.headline)}

    @cached_property
    def _behind(self) -> dict[int, bool]:
        """Whether what is in an element, and not around the headline, stands behind it: as far as is known."""
        before = (sibling for node in self._around.values() for sibling in siblings_before(node))
        return dict.fromkeys(self._around, True) | {node.mem_id: False for node in before}

    def _is_behind(self, node: HtmlNode) -> bool:
        """Looks on the way up for an element of which it is known; the way is walked once, however many share it."""
        way: list[int] = []
        known = False
        for part in way_up(node):
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
        return short_siblings_before(node)

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
            for text in texts_in(node):
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
