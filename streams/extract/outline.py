"""Decides what is noted of a page in the one walk over it: its lines in reading order, and the boxes around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from streams.extract.hints import Mark


class Kind(StrEnum):
    """What a line of the page is by its elements."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"
    CODE = "code"
    TABLE = "table"
    CAPTION = "caption"
    CREDIT = "credit"


@dataclass(slots=True, eq=False)
class Box:
    """An element that holds lines: `pieces[start:end]` of its outline."""

    tag: str
    mark: Mark
    rule: str
    parent: Box | None
    start: int
    end: int = 0
    prose: float = 0.0
    """Width of the running text in it and in the boxes within it."""
    noise: float = 0.0
    """Width of all other lines in it and in the boxes within it."""
    own: float = 0.0
    """Width of the running text directly in it."""


@dataclass(slots=True, eq=False)
class Piece:
    """A line of text: a paragraph, a heading, an item."""

    text: str
    kind: Kind
    width: int
    linked: int
    """Characters of it that are links."""
    link_start: int
    """Characters before its first link; -1 without one."""
    box: Box
    tag: str
    mark: Mark
    group: int
    """Number of the list that an item belongs to."""
    parts: tuple[str, ...] = ()
    """The texts of its elements, kept where pictures lie in or beside it."""
    links: tuple[tuple[LexborNode, str], ...] = ()
    """Its links and their texts, white space not yet folded."""
    with_picture: bool = False
    """A picture lies in the same line."""
    prose: bool = False
    """It is running text rather than a label, a title or a list of names."""


class Picture(NamedTuple):
    """An image element and where it lies: before `pieces[at]`, in `box`."""

    node: LexborNode
    at: int
    box: Box


@dataclass(slots=True)
class Outline:
    """The page as lines and boxes, both in reading order."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    cuts: list[tuple[str, LexborNode, int]] = field(default_factory=list)
    """The elements that were left out unread: the rule, the element, and that it lies before `pieces[at]`."""
