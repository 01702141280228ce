"""Decides where a line of the page ends, and what is noted of it with the place it stands at."""

from __future__ import annotations

from streams.extract.hints import Mark
from streams.extract.line import Line
from streams.extract.outline import Box, Kind, Outline, Picture, Piece
from streams.extract.signs import width
from streams.extract.tree import HtmlNode, Sheet


class Writer:
    """Writes down the lines and pictures of a page: the line and the box it is in, and what is known of both."""

    __slots__ = (
        *("box", "element", "group", "in_bold", "in_link", "kind", "line", "mark", "out"),
        *("picture_element", "pictures_at", "tag"),
    )

    def __init__(self, sheet: Sheet | None = None) -> None:
        self.line = Line()
        self.box = Box("body", Mark.NONE, "", None, 0)
        self.out = Outline(self.box, sheet)
        self.kind, self.mark, self.tag = Kind.PARAGRAPH, Mark.NONE, "body"
        self.element = self.group = self.in_link = self.in_bold = 0
        self.pictures_at = self.picture_element = -1

    def read_text(self, text: str) -> None:
        """Takes up a text; white space alone counts only within a line."""
        size = len(text.strip())
        if not size:
            if self.line.size:
                self.line.parts.append(" ")
            return
        if self.line.broken:
            self.end_broken_line(text)
        self.line.read(text, size, self.in_link, self.in_bold)

    def read_image(self, node: HtmlNode) -> None:
        """Notes a picture, which may share a line with what follows."""
        if self.line.broken:
            self.flush()
        self.pictures_at, self.picture_element = len(self.out.pieces), self.element
        self.out.pictures.append(Picture(node, self.pictures_at, self.box))

    def read_break(self) -> None:
        """Marks the end of a line; the text after it tells whether the sentence goes on."""
        self.line.broken = self.line.size > 0

    def end_broken_line(self, text: str) -> None:
        """Ends the line before a break, unless its sentence goes on with this text."""
        self.line.broken = False
        if self.line.goes_on(text):
            self.line.parts.append(" ")
        else:
            self.flush()

    def flush(self) -> None:
        """Ends the line."""
        if text := self.line.text():
            self.add(text, self.kind)
        if self.line.parts:
            self.line = Line()

    def add(self, text: str, kind: Kind) -> None:
        """Notes a line of this text, which its elements call this kind."""
        line, text_width = self.line, width(text)
        kind = line.kind(text, text_width, kind)
        near = self.pictures_at == len(self.out.pieces)
        self.out.pieces.append(
            Piece(
                text,
                kind,
                text_width,
                line.linked,
                line.link_start,
                self.box,
                self.tag,
                self.mark,
                self.group,
                line.texts() if near else (),
                tuple(line.links),
                near and self.picture_element == self.element,
                line.is_prose(text, text_width, kind),
            )
        )
