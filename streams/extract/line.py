"""Decides what a line of the page is once its words are gathered: a paragraph, a heading, running text or a label."""

from __future__ import annotations

from streams.extract.outline import Kind
from streams.extract.signs import ends_sentence, squeeze
from streams.extract.text import is_prose
from streams.extract.tree import HtmlNode

_PARAGRAPH = Kind.PARAGRAPH
_NO_PROSE = frozenset({Kind.HEADING, Kind.CAPTION, Kind.CREDIT, Kind.CODE, Kind.TABLE})
# What is wider than that is a paragraph, whatever its names say.
_WIDEST = {Kind.CREDIT: 200, Kind.CAPTION: 900}
_WIDEST_HEADING = 100
_WRAPPED = 40
"""Letters from which a line may have been broken in the middle of a sentence."""


class Line:
    """The words of a line as they are read, and how much of them is linked or bold."""

    __slots__ = ("bold", "broken", "link_start", "linked", "links", "parts", "size")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: list[tuple[HtmlNode, str]] = []
        self.size = self.linked = self.bold = 0
        self.link_start = -1
        self.broken = False

    def read(self, text: str, size: int, in_link: int, in_bold: int) -> None:
        """Takes up a text of `size` letters."""
        self.parts.append(text)
        if in_link:
            if not self.linked:
                self.link_start = self.size
            self.linked += size
        if in_bold:
            self.bold += size
        self.size += size

    def goes_on(self, text: str) -> bool:
        """Does a text after a break go on with the sentence before it?"""
        if self.size <= _WRAPPED or not text.lstrip()[0].islower():
            return False
        return not ends_sentence("".join(self.parts[-3:]).rstrip())

    def text(self) -> str:
        """Its words on one line."""
        return squeeze("".join(self.parts)) if self.size else ""

    def texts(self) -> tuple[str, ...]:
        """The texts of its elements."""
        return tuple(filter(None, map(squeeze, self.parts)))

    def kind(self, text: str, text_width: int, kind: Kind) -> Kind:
        """What the line is, which its elements call this kind: a line that is all bold heads what follows."""
        if kind is not _PARAGRAPH:
            return kind if text_width <= _WIDEST.get(kind, text_width) else _PARAGRAPH
        all_bold = self.bold and self.bold >= self.size
        return Kind.HEADING if all_bold and text_width < _WIDEST_HEADING and not ends_sentence(text) else kind

    def is_prose(self, text: str, text_width: int, kind: Kind) -> bool:
        """Is the line running text?"""
        return kind not in _NO_PROSE and self.linked * 2 < len(text) and is_prose(text, text_width)
