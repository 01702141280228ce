"""Decides which lines of the body say no more than who wrote it: that is a field of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from schemas.article import Block, BlockType
from streams.extract.byline_words import CONJUNCTIONS, PREFIXES
from streams.extract.clean import fold
from streams.extract.datetext import parse_date

_LONGEST = 120
_LONGEST_DATE = 6
"""Words of a date with its weekday, and of what leads to it."""
_AROUND = frozenset(
    word for phrase in chain(PREFIXES, *CONJUNCTIONS.values()) for word in fold(phrase).split()
)
# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_PARAGRAPH = BlockType.PARAGRAPH


def without_signatures(blocks: Iterable[Block], authors: Iterable[str]) -> tuple[Block, ...]:
    """The blocks but for paragraphs that hold the authors' names and at most a word before them and a date."""
    names = sorted(filter(None, map(fold, authors)), key=len, reverse=True)
    return tuple([block for block in blocks if not (names and _is_signature(block, names))])


def _is_signature(block: Block, names: Sequence[str]) -> bool:
    if len(block.text) > _LONGEST or block.type is not _PARAGRAPH:
        return False
    key = rest = f" {fold(block.text)} "
    for name in names:
        rest = rest.replace(f" {name} ", " ")
    if rest == key:
        return False
    left = [word for word in rest.split() if word not in _AROUND and not word.isdigit()]
    return not left or (len(left) <= _LONGEST_DATE and parse_date(block.text) is not None)
