"""Decides what is noted of a page in the one walk over it: its lines in reading order, and the boxes around them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from streams.extract.hints import Mark
from streams.extract.tree import HtmlNode, Sheet


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


class Box:
    """An element that holds lines: `pieces[start:end]` of its outline."""

    # Written out, as in `Piece`: compiled, the `__init__` of a dataclass takes ten times as long.
    __slots__ = ("end", "mark", "noise", "own", "parent", "prose", "rule", "start", "tag")

    def __init__(self, tag: str, mark: Mark, rule: str, parent: Box | None, start: int) -> None:
        self.tag = tag
        self.mark = mark
        self.rule = rule
        self.parent = parent
        self.start = start
        self.end = 0
        self.prose = 0.0
        """Width of the running text in it and in the boxes within it."""
        self.noise = 0.0
        """Width of all other lines in it and in the boxes within it."""
        self.own = 0.0
        """Width of the running text directly in it."""


class Piece:
    """A line of text: a paragraph, a heading, an item."""

    __slots__ = (
        *("box", "group", "kind", "link_start", "linked", "links", "mark", "parts", "prose", "tag", "text"),
        *("width", "with_picture"),
    )

    def __init__(  # noqa: PLR0913, PLR0917 - what is known of a line is noted at once
        self,
        text: str,
        kind: Kind,
        width: int,
        linked: int,
        link_start: int,
        box: Box,
        tag: str,
        mark: Mark,
        group: int,
        parts: tuple[str, ...],
        links: tuple[tuple[HtmlNode, str], ...],
        with_picture: bool,  # noqa: FBT001 - by position, as by name a call takes three times as long
        prose: bool,  # noqa: FBT001
    ) -> None:
        self.text = text
        self.kind = kind
        self.width = width
        self.linked = linked
        """Characters of it that are links."""
        self.link_start = link_start
        """Characters before its first link; -1 without one."""
        self.box = box
        self.tag = tag
        self.mark = mark
        self.group = group
        """Number of the list that an item belongs to."""
        self.parts = parts
        """The texts of its elements, kept where pictures lie in or beside it."""
        self.links = links
        """Its links and their texts, white space not yet folded."""
        self.with_picture = with_picture
        """A picture lies in the same line."""
        self.prose = prose
        """It is running text rather than a label, a title or a list of names."""


class Picture(NamedTuple):
    """An image element and where it lies: before `pieces[at]`, in `box`."""

    node: HtmlNode
    at: int
    box: Box


class Outline:
    """The page as lines and boxes, both in reading order."""

    __slots__ = ("boxes", "cuts", "pictures", "pieces", "sheet")

    def __init__(self, outermost: Box, sheet: Sheet | None = None) -> None:
        self.sheet = sheet
        """What it was read from."""
        self.pieces: list[Piece] = []
        self.boxes = [outermost]
        self.pictures: list[Picture] = []
        self.cuts: list[tuple[str, int, int]] = []
        """The elements that were left out unread: the rule, the place on the sheet, the piece that follows."""
