"""Decides how a page's tree is read through the parser's own objects: what `tree` falls back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice

from selectolax.lexbor import LexborHTMLParser
from selectolax.lexbor import LexborNode as HtmlNode

__all__ = ["HtmlNode", "Sheet", "Tree", "select"]

_TELLING = frozenset({"class", "id", "itemprop", "role", "hidden"})


class Tree:
    """A parsed page."""

    def __init__(self, html: str | bytes) -> None:
        self.parser = LexborHTMLParser(html, scripting=True)

    @property
    def root(self) -> HtmlNode | None:
        """The `html` element."""
        return self.parser.root

    @property
    def head(self) -> HtmlNode | None:
        """The `head` element."""
        return self.parser.head

    @property
    def body(self) -> HtmlNode | None:
        """The `body` element; of a frameset none."""
        return self.parser.body


class Sheet:
    """The nodes from one on down as lists, in document order; what is in sealed elements is left out.

    A walk that looks at most nodes once reads it faster than the tree.
    """

    def __init__(self, root: HtmlNode, sealed: AbstractSet[str]) -> None:
        self.tags: list[str] = []
        """The tag of each node; `-text`, `-blank` for white space alone, `-comment`; empty for what has none."""
        self.ends: list[int] = []
        """The position behind all that is within each."""
        self._nodes: list[HtmlNode] = []
        self._take(root, sealed)

    def node(self, i: int) -> HtmlNode:
        """The node at a position."""
        return self._nodes[i]

    def text(self, i: int) -> str:
        """The words of a text."""
        return self._nodes[i].text_content or ""

    def named(self, i: int) -> Mapping[str, str | None] | None:
        """What an element has of class, id, `itemprop`, `role` and `hidden`; None where it has none of them."""
        found = {name: value for name, value in self._nodes[i].attributes.items() if name in _TELLING}
        return found or None

    def _take(self, root: HtmlNode, sealed: AbstractSet[str]) -> None:
        way: HtmlNode | None = root
        around: list[tuple[HtmlNode, int]] = []
        while way is not None:
            tag = "-blank" if way.is_empty_text_node else way.tag or ""
            self._nodes.append(way)
            self.tags.append(tag)
            self.ends.append(len(self.tags))
            inner = None if tag in sealed else way.first_child
            if inner is not None:
                around.append((way, len(self.ends) - 1))
            way = inner if inner is not None else self._after(way, root, around)

    def _after(self, node: HtmlNode, root: HtmlNode, around: list[tuple[HtmlNode, int]]) -> HtmlNode | None:
        """The next node behind one that holds none, or whose content was taken; closes those that end there."""
        while node.mem_id != root.mem_id and node.next is None:
            node, at = around.pop()
            self.ends[at] = len(self.tags)
        # Not `==`: of two nodes of the parser that compares their whole HTML.
        return None if node.mem_id == root.mem_id else node.next


def select(within: Tree | HtmlNode, query: str, most: int | None = None) -> list[HtmlNode]:
    """The first `most` elements that fit, the given one among them, in document order, each once."""
    found = (within.parser if isinstance(within, Tree) else within).css(query)
    return list(islice(_each_once(found), most))


def _each_once(nodes: list[HtmlNode]) -> Iterator[HtmlNode]:
    """An element that two selectors of a list fit is listed twice."""
    seen: set[int] = set()
    for node in nodes:
        if node.mem_id not in seen:
            seen.add(node.mem_id)
            yield node
