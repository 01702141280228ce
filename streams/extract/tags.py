"""Decides what a tag means to the walk over a page: a number, each bit of which answers one question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from streams.extract.vocabulary import (
    BOLD_TAGS,
    HEADING_TAGS,
    IMAGE_TAGS,
    INLINE_TAGS,
    LINE_TAGS,
    NOISE_TAGS,
    PLAIN_TAGS,
    SILENT_TAGS,
)

TEXT: Final = 1 << 0
SILENT: Final = 1 << 1
"""No words of the article are in it, and nothing in it is looked at."""
PLAIN: Final = 1 << 2
"""It is within a line, and its attributes are not worth a look."""
BOLD: Final = 1 << 3
IMAGE: Final = 1 << 4
BREAK: Final = 1 << 5
RULE: Final = 1 << 6
BUTTON: Final = 1 << 7
INLINE: Final = 1 << 8
"""It is within a line, and may be marked as something else than words of the article."""
LINK: Final = 1 << 9
LINE: Final = 1 << 10
"""It ends a line but bounds no part of the page."""
CODE: Final = 1 << 11
TABLE: Final = 1 << 12
LIST: Final = 1 << 13
APART: Final = 1 << 14
"""White space alone means nothing between what it holds."""
NOISE: Final = 1 << 15
"""It is noise, unless the article lies in it."""
KIND: Final = 1 << 16
"""Lines in it are of a kind of their own: headings, captions, quotes, items."""
AROUND_PICTURE: Final = 1 << 17
ENDING: Final = 1 << 18
"""It ends a line where elements are too deep to be told apart."""
NAMELESS: Final = 1 << 19
"""It is neither text nor element."""
WORDLESS: Final = SILENT | IMAGE | BREAK | RULE | BUTTON | NAMELESS
"""No words of a line are in it."""
WITHIN_LINE: Final = TEXT | PLAIN | LINK
"""White space before it counts."""

_BITS: dict[int, Iterable[str]] = {
    TEXT: ("-text",),
    SILENT: SILENT_TAGS,
    PLAIN: PLAIN_TAGS,
    BOLD: BOLD_TAGS,
    IMAGE: IMAGE_TAGS,
    BREAK: ("br",),
    RULE: ("hr",),
    BUTTON: ("button",),
    INLINE: INLINE_TAGS,
    LINK: ("a",),
    LINE: LINE_TAGS,
    CODE: ("pre",),
    TABLE: ("table",),
    LIST: ("ul", "ol"),
    APART: (
        *("div", "section", "article", "main", "header", "body", "ul", "ol", "dl"),
        *("table", "tr", "thead", "tbody", "tfoot", "figure", "picture", "center"),
    ),
    NOISE: NOISE_TAGS,
    KIND: (*HEADING_TAGS, "caption", "figcaption", "blockquote", "q", "li"),
    AROUND_PICTURE: ("div", "figure", "picture"),
    ENDING: (*LINE_TAGS, "div", "br"),
    NAMELESS: ("",),
}
CODES: dict[str, int] = {
    tag: sum(bit for bit, tags in _BITS.items() if tag in tags)
    for tag in {tag for tags in _BITS.values() for tag in tags}
}
"""The number of each tag; of one that is not here 0: a part of the page."""
