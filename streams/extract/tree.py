"""Decides by what a page's tree is read: in place by compiled code, else through the parser's objects.

Both give the same. `HtmlNode` has the names of selectolax's `LexborNode`, as far as they are used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["Around", "HtmlNode", "Sheet", "Tree", "attribute", "first", "select", "text_length"]

if TYPE_CHECKING:
    from streams.extract.plain_tree import Around, HtmlNode, Sheet, Tree, attribute, select, text_length
else:
    try:
        from streams.extract._tree import Around, HtmlNode, Sheet, Tree, attribute, select, text_length
    except ImportError:
        from streams.extract.plain_tree import Around, HtmlNode, Sheet, Tree, attribute, select, text_length


def first(within: Tree | HtmlNode, query: str) -> HtmlNode | None:
    """The first element that fits, the given one among them."""
    found = select(within, query, 1)
    return found[0] if found else None
