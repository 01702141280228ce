"""Decides how two texts are shown beside each other: what both say, what only one says, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from streams.enrich.scripts import WORD

_PARTS = re.compile(rf"\s+|{WORD.pattern}")
# Pairs of the same word in both texts: the time that a comparison takes. With more it is told as a whole.
MOST_PAIRS = 200_000
# Of what both say so many parts are shown beside a difference, half of them white space.
CONTEXT = 24


class Said(StrEnum):
    """By which of the two texts a piece is said."""

    BOTH = "both"
    BEFORE = "before"
    AFTER = "after"
    SKIPPED = "skipped"
    """By both, and left out as it is far from any difference; the text tells how many words."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the texts."""

    said: Said
    text: str


def wording(before: str, after: str, *, context: int = CONTEXT) -> list[Piece]:
    """The pieces of both texts in their order; what both say is shortened to `context` parts at a difference."""
    pieces = list(_pieces(_PARTS.findall(before), _PARTS.findall(after)))
    last = len(pieces) - 1
    return [
        short
        for at, (said, parts) in enumerate(pieces)
        for short in _shortened(said, parts, context if at else 0, context if at < last else 0)
    ]


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Said, Sequence[str]]]:
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    first, second = before[start : len(before) - end], after[start : len(after) - end]
    yield from _said(Said.BOTH, before[:start])
    yield from _middle(first, second)
    yield from _said(Said.BOTH, before[len(before) - end :])


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """How many parts are equal from the start on."""
    pairs = zip(before, after, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))


def _middle(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Said, Sequence[str]]]:
    if _pairs(before, after) > MOST_PAIRS:
        yield from _said(Said.BEFORE, before)
        yield from _said(Said.AFTER, after)
        return
    # White space is everywhere: what is equal begins with a word.
    for tag, i, j, k, m in SequenceMatcher(str.isspace, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from _said(Said.BOTH, before[i:j])
        else:
            yield from _said(Said.BEFORE, before[i:j])
            yield from _said(Said.AFTER, after[k:m])


def _pairs(before: Sequence[str], after: Sequence[str]) -> int:
    first, second = Counter(before), Counter(after)
    return sum(times * second[part] for part, times in first.items() if not part.isspace())


def _said(said: Said, parts: Sequence[str]) -> Iterator[tuple[Said, Sequence[str]]]:
    if parts:
        yield said, parts


def _shortened(said: Said, parts: Sequence[str], head: int, tail: int) -> Iterator[Piece]:
    if said is not Said.BOTH or len(parts) <= head + tail + 1:
        yield Piece(said, "".join(parts))
        return
    left_out = [part for part in parts[head : len(parts) - tail] if not part.isspace()]
    if head:
        yield Piece(Said.BOTH, "".join(parts[:head]))
    yield Piece(Said.SKIPPED, f"{len(left_out):,}")
    if tail:
        yield Piece(Said.BOTH, "".join(parts[len(parts) - tail :]))
