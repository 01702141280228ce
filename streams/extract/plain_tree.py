"""Decides how a page's tree is read through the parser's own objects: what `tree` falls back to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from selectolax.lexbor import LexborHTMLParser
from selectolax.lexbor import LexborNode as HtmlNode

from streams.extract.hints import Hint, hint

__all__ = ["Around", "HtmlNode", "Sheet", "Tree", "attribute", "select", "text_length"]


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

    def __init__(self, root: HtmlNode, codes: Mapping[str, int], sealed: int) -> None:
        """`codes` has a number for each tag that means something; elements with a bit of `sealed` are sealed."""
        self.tags: list[str] = []
        """The tag of each node; `-text`, `-comment`; empty for what has none."""
        self.codes: list[int] = []
        """The number of the tag, 0 for a tag without one."""
        self.ends: list[int] = []
        """The position behind all that is within each."""
        self._nodes: list[HtmlNode] = []
        self._take(root, codes, sealed)

    def node(self, i: int) -> HtmlNode:
        """The node at a position."""
        return self._nodes[i]

    def text(self, i: int) -> str:
        """The words of a text; empty where it is white space alone."""
        return "" if self._nodes[i].is_empty_text_node else self._nodes[i].text_content or ""

    def is_space(self, i: int) -> bool:
        """Whether the node is white space, such as no-break spaces too."""
        return (self._nodes[i].text_content or "").isspace()

    def hint(self, i: int) -> Hint:
        """What the attributes of an element say."""
        return hint(self._nodes[i].attributes)

    def _take(self, root: HtmlNode, codes: Mapping[str, int], sealed: int) -> None:
        way: HtmlNode | None = root
        around: list[tuple[HtmlNode, int]] = []
        while way is not None:
            tag = way.tag or ""
            self._nodes.append(way)
            self.tags.append(tag)
            self.codes.append(codes.get(tag, 0))
            self.ends.append(len(self.tags))
            inner = None if self.codes[-1] & sealed else way.first_child
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


class Around:
    """Which nodes hold one of these."""

    def __init__(self, inner: Iterable[HtmlNode]) -> None:
        self._around = {around for node in inner for around in _way_up(node)}

    def holds(self, node: HtmlNode) -> bool:
        """Whether one of them is the node or lies in it."""
        return node.mem_id in self._around


def _way_up(node: HtmlNode | None) -> Iterator[int]:
    while node is not None:
        yield node.mem_id
        node = node.parent


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


def text_length(node: HtmlNode) -> int:
    """How many characters the texts within a node have."""
    return len(node.text_lexbor())


def attribute(node: HtmlNode, name: str) -> str | None:
    """The value of an attribute of HTML; None where the element has none of this name, or no value for it."""
    return node.attributes.get(name)
