"""Decides, in one walk over the tree, what the lines of a page are and which elements are left out unread."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from selectolax.lexbor import LexborNode

from streams.extract.hints import NOTHING, Hint, Mark, hint
from streams.extract.noise import NOISE_TAGS, Noise
from streams.extract.outline import Box, Kind, Outline
from streams.extract.tables import table_text
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
    body: LexborNode,
    *,
    strict: bool = True,
    removed: AbstractSet[int] = frozenset(),
    taken: AbstractSet[int] = frozenset(),
) -> Outline:
    """The lines and boxes of a page.

    `strict` leaves out what classes and ids call noise; without it only tags, roles and `hidden` count.
    `removed` and `taken` are the `mem_id`s of elements that a site rule leaves out or calls the body.
    """
    walker = _Walker(Noise(body, strict=strict, removed=removed), taken)
    walker.read_page(body)
    return walker.out


class _Walker(Writer):
    """Goes down the tree and tells the writer what it finds."""

    __slots__ = ("depth", "elements", "noise", "removed", "taken")

    def __init__(self, noise: Noise, taken: AbstractSet[int]) -> None:
        super().__init__()
        self.noise, self.removed, self.taken = noise, noise.removed, taken
        self.depth = self.elements = 0

    def read_page(self, body: LexborNode) -> None:
        self.visit_apart(body)
        if self.line.parts:
            self.flush()
        self.box.end = len(self.out.pieces)

    def visit(self, parent: LexborNode) -> None:
        """Reads the children of an element within a line."""
        if self.depth == MAX_DEPTH:
            self.read_flat(parent)
            return
        self.depth += 1
        for node in parent.iter(include_text=True):
            tag = node.tag
            reader = _READERS.get(tag)
            if reader is not None:
                reader(self, node)
            elif tag is not None:
                self.read_element(node, tag)
        self.depth -= 1

    def visit_apart(self, parent: LexborNode) -> None:
        """Reads the children of an element that holds lines: white space alone counts only in the midst of one."""
        if self.depth == MAX_DEPTH:
            self.read_flat(parent)
            return
        self.depth += 1
        for node in parent.iter(include_text=True, skip_empty=True):
            tag = node.tag
            if self.line.size and tag in _WITHIN_LINES and _is_space(node.prev):
                self.line.parts.append(" ")
            reader = _READERS.get(tag)
            if reader is not None:
                reader(self, node)
            elif tag is not None:
                self.read_element(node, tag)
        self.depth -= 1

    def read_flat(self, deep: LexborNode) -> None:
        """Reads all below an element without going down: unclosed tags nest a thousand deep."""
        for node in deep.traverse(include_text=True):
            if node.tag != "-text":
                if node.tag in _ENDING_LINES:
                    self.flush()
            elif node.parent is not None and node.parent.tag not in SILENT_TAGS:
                self.read_text(node)

    def visit_bold(self, node: LexborNode) -> None:
        self.in_bold += 1
        self.visit(node)
        self.in_bold -= 1

    def read_element(self, node: LexborNode, tag: str) -> None:
        """Reads an element by its tag, unless it is noise."""
        if node.first_child is None:
            if tag not in INLINE_TAGS:
                self.flush()
            return
        attributes = node.attributes
        found = hint(attributes) if attributes else NOTHING
        suspect = found is not NOTHING or tag in NOISE_TAGS or self.removed
        if suspect and (rule := self.noise.rule(node, tag, found, self.tag)):
            self.out.cuts.append((rule, node, len(self.out.pieces)))
        elif self.taken and node.mem_id in self.taken:
            self.read_box(node, tag, _TAKEN)
        elif reader := _ELEMENT_READERS.get(tag):
            reader(self, node, tag, found)
        else:
            self.read_box(node, tag, found)

    def visit_link(self, node: LexborNode, _: str, __: Hint) -> None:
        before = len(self.line.parts)
        self.in_link += 1
        self.visit(node)
        self.in_link -= 1
        if len(self.line.parts) > before:
            self.line.links.append((node, "".join(self.line.parts[before:])))

    def visit_inline(self, node: LexborNode, _: str, found: Hint) -> None:
        if self.line.size and self.tag != "p" and _is_space(node.prev):
            self.line.parts.append(" ")
        kind = _MARK_KINDS.get(found.mark)
        if kind is not None and self.tag != "p":
            self.read_within(node, self.tag, kind, self.mark)
        elif _opens_with_picture(node):
            self.read_within(node, "span", self.kind, self.mark)
        else:
            self.visit(node)

    def read_line(self, node: LexborNode, tag: str, found: Hint) -> None:
        kind = _TAG_KINDS.get(tag) or _MARK_KINDS.get(found.mark) or self.kind
        self.read_within(node, tag, kind, found.mark if found.mark in _PASSED_ON else self.mark)

    def read_within(self, node: LexborNode, tag: str, kind: Kind, mark: Mark) -> None:
        """Reads an element as lines of their own, of this kind."""
        if self.line.parts:
            self.flush()
        before = self.kind, self.tag, self.mark, self.element
        self.elements += 1
        self.kind, self.tag, self.mark, self.element = kind, tag, mark, self.elements
        if tag in _WITHOUT_LINES:
            self.visit_apart(node)
        else:
            self.visit(node)
        if self.line.parts:
            self.flush()
        self.kind, self.tag, self.mark, self.element = before

    def read_box(self, node: LexborNode, tag: str, found: Hint) -> None:
        """Reads an element that bounds a part of the page.

        What `read_within` does is written out, as most elements are boxes.
        """
        if self.line.parts:
            self.flush()
        if tag in _LISTS and self.kind is not Kind.ITEM:
            self.group += 1
        mark, rule = found
        outer, pieces = self.box, self.out.pieces
        self.box = box = Box(tag, mark, rule, outer, len(pieces))
        self.out.boxes.append(box)
        before = self.kind, self.tag, self.mark, self.element
        self.elements += 1
        self.tag, self.element = tag, self.elements
        if tag in _TAG_KINDS or mark in _MARK_KINDS:
            self.kind = _TAG_KINDS.get(tag) or _MARK_KINDS[mark]
        if mark in _PASSED_ON:
            self.mark = mark
        if tag in _WITHOUT_LINES:
            self.visit_apart(node)
        else:
            self.visit(node)
        if self.line.parts:
            self.flush()
        self.kind, self.tag, self.mark, self.element = before
        box.end = len(pieces)
        self.box = outer

    def read_code(self, node: LexborNode, _: str, __: Hint) -> None:
        self.flush()
        if text := node.text().strip("\n").rstrip():
            self.add(text, Kind.CODE)

    def read_table(self, node: LexborNode, tag: str, found: Hint) -> None:
        text = table_text(node)
        if text is None:
            self.read_box(node, tag, found)
            return
        self.flush()
        self.add(text, Kind.TABLE)

    def leave_out(self, node: LexborNode) -> None:
        self.out.cuts.append((node.tag or "", node, len(self.out.pieces)))

    def read_button(self, node: LexborNode) -> None:
        """Reads a button only where a picture lies in it that it shows in large."""
        inner = node.first_child
        if inner is not None and inner.tag in _AROUND_PICTURES and node.css_first("img") is not None:
            self.read_box(node, "button", NOTHING)
        else:
            self.out.cuts.append(("button", node, len(self.out.pieces)))


_WITHOUT_LINES = frozenset(
    "div section article main header body ul ol dl table tr thead tbody tfoot figure picture center".split()
)
_ENDING_LINES = LINE_TAGS | {"div", "br"}
_WITHIN_LINES = PLAIN_TAGS | {"-text", "a"}
_AROUND_PICTURES = frozenset({"div", "figure", "picture"})
_LISTS = frozenset({"ul", "ol"})
# How a node is read whose attributes are not worth a look; all others are read by `read_element`.
_READERS: dict[str | None, Callable[[_Walker, LexborNode], None]] = {
    **dict.fromkeys(SILENT_TAGS, _Walker.leave_out),
    **dict.fromkeys(PLAIN_TAGS, _Walker.visit),
    **dict.fromkeys(BOLD_TAGS, _Walker.visit_bold),
    **dict.fromkeys(IMAGE_TAGS, _Walker.read_image),
    "-text": _Walker.read_text,
    "br": _Walker.read_break,
    "hr": _Walker.read_rule,
    "button": _Walker.read_button,
}
_ELEMENT_READERS: dict[str, Callable[[_Walker, LexborNode, str, Hint], None]] = {
    **dict.fromkeys(INLINE_TAGS, _Walker.visit_inline),
    **dict.fromkeys(LINE_TAGS, _Walker.read_line),
    "a": _Walker.visit_link,
    "pre": _Walker.read_code,
    "table": _Walker.read_table,
}


def _opens_with_picture(node: LexborNode) -> bool:
    first = node.first_child
    if _is_space(first) and first is not None:
        first = first.next
    return first is not None and first.tag in IMAGE_TAGS and first.next is not None


def _is_space(node: LexborNode | None) -> bool:
    return node is not None and node.tag == "-text" and (node.text_content or "").isspace()
