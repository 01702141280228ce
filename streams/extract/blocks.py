"""Decides how the lines that were kept become the blocks and links of the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from schemas.article import Block, BlockType, Link
from streams.extract.links import absolute
from streams.extract.outline import Kind, Piece
from streams.extract.signs import squeeze
from streams.extract.tree import attribute

_TYPES = {
    Kind.PARAGRAPH: BlockType.PARAGRAPH,
    Kind.HEADING: BlockType.HEADING,
    Kind.QUOTE: BlockType.QUOTE,
    Kind.ITEM: BlockType.LIST,
    Kind.CODE: BlockType.CODE,
    Kind.TABLE: BlockType.TABLE,
    Kind.CAPTION: BlockType.CAPTION,
    Kind.CREDIT: BlockType.CAPTION,
}
# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_ITEM = Kind.ITEM
_LIST = attrgetter("kind", "group")


def blocks_of(pieces: Iterable[Piece]) -> Iterator[Block]:
    """The blocks; items of one list that follow each other are one block, an item a line."""
    for (kind, _), group in groupby(pieces, key=_LIST):
        if kind is _ITEM:
            yield Block(BlockType.LIST, "\n".join(piece.text for piece in group))
        else:
            yield from (Block(_TYPES[piece.kind], piece.text) for piece in group)


def links_of(pieces: Iterable[Piece], base: str) -> Iterator[Link]:
    """The links in the lines, in order, each URL once."""
    seen: set[str] = set()
    for piece in pieces:
        for node, raw in piece.links:
            text, url = squeeze(raw), absolute(base, attribute(node, "href"))
            if text and url and url not in seen:
                seen.add(url)
                yield Link(url, text)
