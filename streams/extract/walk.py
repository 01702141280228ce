"""Decides, in one walk over the tree, what the lines of a page are and which elements are left out unread."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from streams.extract.hints import NOTHING, Hint, Mark, hint
from streams.extract.noise import NOISE_TAGS, Noise
from streams.extract.outline import Box, Kind, Outline
from streams.extract.tables import table_text
from streams.extract.tree import HtmlNode, Sheet, first
from streams.extract.vocabulary import (
    BOLD_TAGS,
    HEADING_TAGS,
    IMAGE_TAGS,
    INLINE_TAGS,
    LINE_TAGS,
    PLAIN_TAGS,
    SILENT_TAGS,
)
from streams.extract.writer import Writer

MAX_DEPTH = 120
"""Levels of elements that are told apart; what lies deeper is read as plain lines."""

_TAG_KINDS = {
    **dict.fromkeys(HEADING_TAGS, Kind.HEADING),
    **dict.fromkeys(("caption", "figcaption"), Kind.CAPTION),
    **dict.fromkeys(("blockquote", "q"), Kind.QUOTE),
    "li": Kind.ITEM,
}
_MARK_KINDS = {Mark.CAPTION: Kind.CAPTION, Mark.CREDIT: Kind.CREDIT}
_PASSED_ON = frozenset({Mark.LEAD, Mark.CAPTION, Mark.CREDIT})
_TAKEN = Hint(Mark.BODY, "site")


def outline(
    body: HtmlNode,
    *,
    strict: bool = True,
    removed: AbstractSet[int] = frozenset(),
    taken: AbstractSet[int] = frozenset(),
) -> Outline:
    """The lines and boxes of a page.

    `strict` leaves out what classes and ids call noise; without it only tags, roles and `hidden` count.
    `removed` and `taken` are the `mem_id`s of elements that a site rule leaves out or calls the body.
    """
    walker = _Walker(Sheet(body, SILENT_TAGS), Noise(body, strict=strict, removed=removed), taken)
    walker.read_page()
    return walker.out


class _Walker(Writer):
    """Goes down the tree and tells the writer what it finds. Nodes are positions in the sheet."""

    __slots__ = ("before", "depth", "elements", "ends", "noise", "removed", "sheet", "tags", "taken")

    def __init__(self, sheet: Sheet, noise: Noise, taken: AbstractSet[int]) -> None:
        super().__init__()
        self.sheet, self.tags, self.ends = sheet, sheet.tags, sheet.ends
        self.noise, self.removed, self.taken = noise, noise.removed, taken
        self.depth = self.elements = 0
        self.before = -1
        """The node before the one that is read, within the same element; -1 for none."""

    def read_page(self) -> None:
        self.visit_apart(0)
        if self.line.parts:
            self.flush()
        self.box.end = len(self.out.pieces)

    def visit(self, parent: int) -> None:
        """Reads the children of an element within a line."""
        if self.depth == MAX_DEPTH:
            self.read_flat(parent)
            return
        self.depth += 1
        before, at, end = -1, parent + 1, self.ends[parent]
        while at < end:
            self.before = before
            self.read_node(at, self.tags[at])
            before, at = at, self.ends[at]
        self.depth -= 1

    def visit_apart(self, parent: int) -> None:
        """Reads the children of an element that holds lines: white space alone counts only in the midst of one."""
        if self.depth == MAX_DEPTH:
            self.read_flat(parent)
            return
        self.depth += 1
        before, at, end = -1, parent + 1, self.ends[parent]
        while at < end:
            tag = self.tags[at]
            if tag != "-blank":
                if self.line.size and tag in _WITHIN_LINES and self.is_space(before):
                    self.line.parts.append(" ")
                self.before = before
                self.read_node(at, tag)
            before, at = at, self.ends[at]
        self.depth -= 1

    def read_node(self, at: int, tag: str) -> None:
        """Reads a node by its tag."""
        if tag == "-text":
            self.read_text(self.sheet.text(at))
        elif tag == "-blank":
            self.read_blank()
        elif tag in _READERS:
            _READERS[tag](self, at)
        elif tag:
            self.read_element(at, tag)

    def is_space(self, at: int) -> bool:
        """Is the node white space?"""
        return at >= 0 and (
            self.tags[at] == "-blank" or (self.tags[at] == "-text" and self.sheet.text(at).isspace())
        )

    def read_flat(self, deep: int) -> None:
        """Reads all below an element without going down: unclosed tags nest a thousand deep."""
        for at in range(deep, self.ends[deep]):
            tag = self.tags[at]
            if tag == "-text":
                self.read_text(self.sheet.text(at))
            elif tag == "-blank":
                self.read_blank()
            elif tag in _ENDING_LINES:
                self.flush()

    def visit_bold(self, at: int) -> None:
        self.in_bold += 1
        self.visit(at)
        self.in_bold -= 1

    def read_element(self, at: int, tag: str) -> None:
        """Reads an element by its tag, unless it is noise."""
        if self.ends[at] == at + 1:
            if tag not in INLINE_TAGS:
                self.flush()
            return
        named = self.sheet.named(at)
        found = NOTHING if named is None else hint(named)
        suspect = found is not NOTHING or tag in NOISE_TAGS or self.removed
        if suspect and (rule := self.noise.rule(self.sheet.node(at), tag, found, self.tag)):
            self.out.cuts.append((rule, self.sheet.node(at), len(self.out.pieces)))
        elif self.taken and self.sheet.node(at).mem_id in self.taken:
            self.read_box(at, tag, _TAKEN)
        elif tag in INLINE_TAGS:
            if tag == "a":
                self.visit_link(at)
            else:
                self.visit_inline(at, found)
        elif tag in LINE_TAGS:
            self.read_line(at, tag, found)
        elif tag == "pre":
            self.read_code(at)
        elif tag == "table":
            self.read_table(at, tag, found)
        else:
            self.read_box(at, tag, found)

    def visit_link(self, at: int) -> None:
        before = len(self.line.parts)
        self.in_link += 1
        self.visit(at)
        self.in_link -= 1
        if len(self.line.parts) > before:
            self.line.links.append((self.sheet.node(at), "".join(self.line.parts[before:])))

    def visit_inline(self, at: int, found: Hint) -> None:
        if self.line.size and self.tag != "p" and self.is_space(self.before):
            self.line.parts.append(" ")
        kind = _MARK_KINDS.get(found.mark)
        if kind is not None and self.tag != "p":
            self.read_within(at, self.tag, kind, self.mark)
        elif self.opens_with_picture(at):
            self.read_within(at, "span", self.kind, self.mark)
        else:
            self.visit(at)

    def opens_with_picture(self, at: int) -> bool:
        first = at + 1
        if first < self.ends[at] and self.is_space(first):
            first = self.ends[first]
        return first < self.ends[at] and self.tags[first] in IMAGE_TAGS and self.ends[first] < self.ends[at]

    def read_line(self, at: int, tag: str, found: Hint) -> None:
        kind = _TAG_KINDS.get(tag) or _MARK_KINDS.get(found.mark) or self.kind
        self.read_within(at, tag, kind, found.mark if found.mark in _PASSED_ON else self.mark)

    def read_within(self, at: int, tag: str, kind: Kind, mark: Mark) -> None:
        """Reads an element as lines of their own, of this kind."""
        if self.line.parts:
            self.flush()
        outer_kind, outer_tag, outer_mark, outer_element = self.kind, self.tag, self.mark, self.element
        self.elements += 1
        self.kind, self.tag, self.mark, self.element = kind, tag, mark, self.elements
        if tag in _WITHOUT_LINES:
            self.visit_apart(at)
        else:
            self.visit(at)
        if self.line.parts:
            self.flush()
        self.kind, self.tag, self.mark, self.element = outer_kind, outer_tag, outer_mark, outer_element

    def read_box(self, at: int, tag: str, found: Hint) -> None:
        """Reads an element that bounds a part of the page."""
        if self.line.parts:
            self.flush()
        if tag in _LISTS and self.kind is not Kind.ITEM:
            self.group += 1
        mark, outer, pieces = found.mark, self.box, self.out.pieces
        self.box = box = Box(tag, mark, found.rule, outer, len(pieces))
        self.out.boxes.append(box)
        kind = _TAG_KINDS.get(tag) or _MARK_KINDS.get(mark) or self.kind
        self.read_within(at, tag, kind, mark if mark in _PASSED_ON else self.mark)
        box.end = len(pieces)
        self.box = outer

    def read_code(self, at: int) -> None:
        self.flush()
        if text := self.sheet.node(at).text().strip("\n").rstrip():
            self.add(text, Kind.CODE)

    def read_table(self, at: int, tag: str, found: Hint) -> None:
        text = table_text(self.sheet.node(at))
        if text is None:
            self.read_box(at, tag, found)
            return
        self.flush()
        self.add(text, Kind.TABLE)

    def see_image(self, at: int) -> None:
        self.read_image(self.sheet.node(at))

    def see_break(self, _: int) -> None:
        self.read_break()

    def see_rule(self, _: int) -> None:
        self.flush()

    def leave_out(self, at: int) -> None:
        self.out.cuts.append((self.tags[at], self.sheet.node(at), len(self.out.pieces)))

    def read_button(self, at: int) -> None:
        """Reads a button only where a picture lies in it that it shows in large."""
        inner = at + 1
        if (
            inner < self.ends[at]
            and self.tags[inner] in _AROUND_PICTURES
            and first(self.sheet.node(at), "img") is not None
        ):
            self.read_box(at, "button", NOTHING)
        else:
            self.leave_out(at)


_WITHOUT_LINES = frozenset(
    "div section article main header body ul ol dl table tr thead tbody tfoot figure picture center".split()
)
_ENDING_LINES = LINE_TAGS | {"div", "br"}
_WITHIN_LINES = PLAIN_TAGS | {"-text", "a"}
_AROUND_PICTURES = frozenset({"div", "figure", "picture"})
_LISTS = frozenset({"ul", "ol"})
# How a node is read whose attributes are not worth a look; all others are read by `read_element`.
_READERS: dict[str, Callable[[_Walker, int], None]] = {
    **dict.fromkeys(SILENT_TAGS, _Walker.leave_out),
    **dict.fromkeys(PLAIN_TAGS, _Walker.visit),
    **dict.fromkeys(BOLD_TAGS, _Walker.visit_bold),
    **dict.fromkeys(IMAGE_TAGS, _Walker.see_image),
    "br": _Walker.see_break,
    "hr": _Walker.see_rule,
    "button": _Walker.read_button,
}
