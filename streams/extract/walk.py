"""Decides, in one walk over the tree, what the lines of a page are and which elements are left out unread."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from streams.extract import tags
from streams.extract.hints import NOTHING, Hint, Mark
from streams.extract.noise import Noise
from streams.extract.outline import Box, Kind, Outline
from streams.extract.tables import table_text
from streams.extract.tree import HtmlNode, Sheet, first
from streams.extract.vocabulary import HEADING_TAGS
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
# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_ITEM = Kind.ITEM
# All of these are read without a look at their attributes.
_PLAINLY_READ: Final = tags.WORDLESS | tags.PLAIN


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
    walker = _Walker(Sheet(body, tags.CODES, tags.SILENT), Noise(body, strict=strict, removed=removed), taken)
    walker.read_page()
    return walker.out


class _Walker(Writer):
    """Goes down the tree and tells the writer what it finds. Nodes are positions in the sheet."""

    __slots__ = ("before", "codes", "depth", "elements", "ends", "noise", "removed", "sheet", "tags", "taken")

    def __init__(self, sheet: Sheet, noise: Noise, taken: AbstractSet[int]) -> None:
        super().__init__(sheet)
        self.sheet, self.tags, self.codes, self.ends = sheet, sheet.tags, sheet.codes, sheet.ends
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
            self.read_node(at, self.codes[at])
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
            code = self.codes[at]
            text = self.sheet.text(at) if code & tags.TEXT else ""
            if text or not code & tags.TEXT:
                if code & tags.WITHIN_LINE and self.line.size and before >= 0 and self.sheet.is_space(before):
                    self.line.parts.append(" ")
                if text:
                    self.read_text(text)
                else:
                    self.before = before
                    self.read_node(at, code)
            before, at = at, self.ends[at]
        self.depth -= 1

    def read_node(self, at: int, code: int) -> None:
        """Reads a node by its tag."""
        if code & tags.TEXT:
            self.read_text(self.sheet.text(at))
        elif not code & _PLAINLY_READ:
            self.read_element(at, code)
        elif code & tags.BOLD:
            self.visit_bold(at)
        elif code & tags.PLAIN:
            self.visit(at)
        else:
            self.read_apart(at, code)

    def read_apart(self, at: int, code: int) -> None:
        """Reads what holds no words."""
        if code & tags.SILENT:
            self.leave_out(at)
        elif code & tags.IMAGE:
            self.read_image(self.sheet.node(at))
        elif code & tags.BREAK:
            self.read_break()
        elif code & tags.RULE:
            self.flush()
        elif code & tags.BUTTON:
            self.read_button(at)

    def read_flat(self, deep: int) -> None:
        """Reads all below an element without going down: unclosed tags nest a thousand deep."""
        for at in range(deep, self.ends[deep]):
            code = self.codes[at]
            if code & tags.TEXT:
                self.read_text(self.sheet.text(at))
            elif code & tags.ENDING:
                self.flush()

    def visit_bold(self, at: int) -> None:
        self.in_bold += 1
        self.visit(at)
        self.in_bold -= 1

    def read_element(self, at: int, code: int) -> None:
        """Reads an element by its tag, unless it is noise."""
        if self.ends[at] == at + 1:
            if not code & tags.INLINE:
                self.flush()
            return
        found = self.sheet.hint(at)
        if (found is not NOTHING or code & tags.NOISE or self.removed) and (
            rule := self.noise_rule(at, found)
        ):
            self.out.cuts.append((rule, at, len(self.out.pieces)))
        elif self.taken and self.sheet.node(at).mem_id in self.taken:
            self.read_box(at, code, _TAKEN)
        elif code & tags.LINE:
            self.read_line(at, code, found)
        elif code & tags.LINK:
            self.visit_link(at)
        elif code & tags.INLINE:
            self.visit_inline(at, found)
        elif code & tags.CODE:
            self.read_code(at)
        elif code & tags.TABLE:
            self.read_table(at, code, found)
        else:
            self.read_box(at, code, found)

    def noise_rule(self, at: int, found: Hint) -> str:
        """The rule that leaves the element out, empty where it stays."""
        return self.noise.rule(self.sheet.node(at), self.tags[at], found, self.tag)

    def visit_link(self, at: int) -> None:
        before = len(self.line.parts)
        self.in_link += 1
        self.visit(at)
        self.in_link -= 1
        if len(self.line.parts) > before:
            self.line.links.append((self.sheet.node(at), "".join(self.line.parts[before:])))

    def visit_inline(self, at: int, found: Hint) -> None:
        if self.line.size and self.tag != "p" and self.before >= 0 and self.sheet.is_space(self.before):
            self.line.parts.append(" ")
        kind = _MARK_KINDS.get(found.mark)
        if kind is not None and self.tag != "p":
            self.read_within(at, self.tag, kind, self.mark, apart=False)
        elif self.opens_with_picture(at):
            self.read_within(at, "span", self.kind, self.mark, apart=False)
        else:
            self.visit(at)

    def opens_with_picture(self, at: int) -> bool:
        first = at + 1
        if first < self.ends[at] and self.sheet.is_space(first):
            first = self.ends[first]
        return (
            first < self.ends[at] and self.codes[first] & tags.IMAGE != 0 and self.ends[first] < self.ends[at]
        )

    def read_line(self, at: int, code: int, found: Hint) -> None:
        kind = self.kind
        if code & tags.KIND:
            kind = _TAG_KINDS[self.tags[at]]
        elif found is not NOTHING:
            kind = _MARK_KINDS.get(found.mark, kind)
        mark = found.mark if found is not NOTHING and found.mark in _PASSED_ON else self.mark
        self.read_within(at, self.tags[at], kind, mark, apart=code & tags.APART != 0)

    def read_within(self, at: int, tag: str, kind: Kind, mark: Mark, *, apart: bool) -> None:
        """Reads an element as lines of their own, of this kind."""
        if self.line.parts:
            self.flush()
        outer_kind, outer_tag, outer_mark, outer_element = self.kind, self.tag, self.mark, self.element
        self.elements += 1
        self.kind, self.tag, self.mark, self.element = kind, tag, mark, self.elements
        if apart:
            self.visit_apart(at)
        else:
            self.visit(at)
        if self.line.parts:
            self.flush()
        self.kind, self.tag, self.mark, self.element = outer_kind, outer_tag, outer_mark, outer_element

    def read_box(self, at: int, code: int, found: Hint) -> None:
        """Reads an element that bounds a part of the page."""
        if self.line.parts:
            self.flush()
        if code & tags.LIST and self.kind is not _ITEM:
            self.group += 1
        outer, pieces = self.box, self.out.pieces
        self.box = box = Box(self.tags[at], found.mark, found.rule, outer, len(pieces))
        self.out.boxes.append(box)
        self.read_line(at, code, found)
        box.end = len(pieces)
        self.box = outer

    def read_code(self, at: int) -> None:
        self.flush()
        if text := self.sheet.node(at).text().strip("\n").rstrip():
            self.add(text, Kind.CODE)

    def read_table(self, at: int, code: int, found: Hint) -> None:
        text = table_text(self.sheet.node(at))
        if text is None:
            self.read_box(at, code, found)
            return
        self.flush()
        self.add(text, Kind.TABLE)

    def leave_out(self, at: int) -> None:
        self.out.cuts.append((self.tags[at], at, len(self.out.pieces)))

    def read_button(self, at: int) -> None:
        """Reads a button only where a picture lies in it that it shows in large."""
        inner = at + 1
        if (
            inner < self.ends[at]
            and self.codes[inner] & tags.AROUND_PICTURE
            and first(self.sheet.node(at), "img") is not None
        ):
            self.read_box(at, tags.BUTTON, NOTHING)
        else:
            self.leave_out(at)
