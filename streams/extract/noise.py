"""Decides which elements are left out unread, by their names, unless the article lies in them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from streams.extract.hints import Hint, Mark
from streams.extract.tree import Around, HtmlNode, attribute, first, select, text_length
from streams.extract.vocabulary import INLINE_TAGS, NOISE_TAGS

_MARKS = frozenset({Mark.NOISE, Mark.HIDDEN, Mark.GATE})
_NEVER = frozenset({"main", "article"})
_SMALL_GATE = 500
_SHORT_SPAN = 80
_MOST_HEADINGS = 20
_BODY = "articleBody"
_TELLING = f"p, h1, [itemprop={_BODY}]"


class Noise:
    """What is noise on one page."""

    __slots__ = ("removed", "root", "strict", "wrappers")

    def __init__(self, root: HtmlNode, *, strict: bool, removed: AbstractSet[int]) -> None:
        self.root, self.strict, self.removed = root, strict, removed
        self.wrappers: Around | None = None

    def rule(self, node: HtmlNode, tag: str, found: Hint, line: str) -> str:
        """The rule that leaves the element out, empty where it stays; `line` is the tag of the line around it."""
        if self.removed and node.mem_id in self.removed:
            return "site"
        if found.mark not in _MARKS and tag not in NOISE_TAGS:
            return ""
        if not self.is_noise(node, tag, found, line) or self.is_wrapper(node):
            return ""
        return found.rule or tag

    def is_noise(self, node: HtmlNode, tag: str, found: Hint, line: str) -> bool:
        """Do its names say so? A span within a paragraph is left alone, as is one that says more than a label."""
        if found.mark is Mark.GATE:
            return (
                tag != "p" and text_length(node) < _SMALL_GATE and first(node, "a, button, form") is not None
            )
        if found.mark is not Mark.NOISE:
            return found.mark is Mark.HIDDEN or (self.strict and tag in NOISE_TAGS)
        if tag in _NEVER or not (self.strict or not found.rule.startswith("class:")):
            return False
        return tag not in INLINE_TAGS or (line != "p" and text_length(node) < _SHORT_SPAN)

    def is_wrapper(self, node: HtmlNode) -> bool:
        """Does the headline lie in the element, or the longest text in paragraphs?"""
        if self.wrappers is None:
            self.wrappers = Around(_telling(self.root))
        return self.wrappers.holds(node)


def _telling(root: HtmlNode) -> list[HtmlNode]:
    """The headlines, the marked body and what holds the longest text in paragraphs."""
    lengths: dict[int, int] = {}
    parents: dict[int, HtmlNode] = {}
    inner: list[HtmlNode] = []
    for node in select(root, _TELLING):
        if node.tag != "p":
            inner.append(node)
        elif parent := node.parent:
            key = parent.mem_id
            parents[key] = parent
            lengths[key] = lengths.get(key, 0) + text_length(node)
            if attribute(node, "itemprop") == _BODY:
                inner.append(node)
    del inner[_MOST_HEADINGS:]
    if lengths:
        inner.append(parents[max(lengths, key=lengths.__getitem__)])
    return inner
