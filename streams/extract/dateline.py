"""Decides from where the article was reported, by the words that open its first paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from schemas.article import BlockType
from streams.extract.byline_words import AGENCIES
from streams.extract.clean import fold
from streams.extract.found import Found

if TYPE_CHECKING:
    from schemas.article import Block

_PLACE = r"[^\W\d_a-z][^()\n:;!?—–]{1,60}?"
_DATELINE = re.compile(
    rf"(?P<all>(?P<place>{_PLACE})?\s*[(\[（](?P<agency>[^()\[\]（）\n]{{2,40}})[)\]）])\s*[-–—:：]*\s*"
)
_IN_BRACKETS = r"(?:\s*\([^()\n]{2,40}\))?"
_UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω"
_CAPITALS = re.compile(
    rf"(?P<all>[{_UPPER}][{_UPPER}.'’ -]+(?:,(?: [\w.]+){{1,3}})?{_IN_BRACKETS})\s*(?:--|[–—]|\s-)\s"
)
_MOST_WORDS = 6
_LONGEST_PLACE = 4
"""Words of a place in capitals: `RIO DE JANEIRO` is one, a shouted title is none."""
# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_PARAGRAPH = BlockType.PARAGRAPH


def dateline(blocks: Iterable[Block]) -> Found[str] | None:
    """Place and agency as `BERLIN (Reuters)`, or None; the paragraph keeps its words."""
    first = next((block.text for block in blocks if block.type is _PARAGRAPH), "")
    match = _DATELINE.match(first)
    if match and _is_agency(match["agency"]):
        return Found(match["all"].strip(), "heuristic")
    match = _CAPITALS.match(first)
    if match and _is_place(match["all"]):
        return Found(match["all"].strip(), "heuristic")
    return None


def _is_place(text: str) -> bool:
    place = re.split(r"[,(]", text, maxsplit=1)[0]
    return len(place.split()) <= _LONGEST_PLACE and len(text.split()) <= _MOST_WORDS


def _is_agency(text: str) -> bool:
    return any(fold(part) in AGENCIES for part in re.split(r"[/,&]|\band\b", text))
