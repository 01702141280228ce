from __future__ import annotations

from schemas.article import Block, BlockType, Link
from streams.extract.blocks import blocks_of, links_of
from streams.extract.outline import Piece
from streams.extract.tree import Tree
from streams.extract.walk import outline


def lines(html: str) -> list[Piece]:
    """The lines of a page."""
    body = Tree(html).body
    assert body is not None
    return outline(body).pieces


def test_a_list_is_one_block() -> None:
    """Its items are lines; a second list, or a line between, begins another block."""
    html = "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><ol><li>d</li></ol><p>e</p><ul><li>f</li></ul>"
    assert list(blocks_of(lines(html))) == [
        Block(BlockType.LIST, "a\nb\nc"),
        Block(BlockType.LIST, "d"),
        Block(BlockType.PARAGRAPH, "e"),
        Block(BlockType.LIST, "f"),
    ]


def test_links_are_absolute_and_kept_once() -> None:
    """Anchors, mail addresses and links without words are none."""
    html = """<p><a href=/a>An <b>a</b></a> <a href=/a>again</a>
        <a href=#x>x</a> <a href=mailto:i@x>i</a> <a href=/b> </a>c</p>"""
    assert list(links_of(lines(html), "https://soundpost.example/x")) == [
        Link("https://soundpost.example/a", "An a")
    ]
