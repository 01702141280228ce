"""Decides how alike two texts are: the share of their pairs of neighbouring words that both have."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from streams.enrich.scripts import WORD

_EDGE = ""


def similarity(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same words in the same order. Its time grows as the texts do.

    Sørensen and Dice's measure over pairs of words, each as often as it is there; one word of `n` that is another
    costs `2 / (n + 1)`. In scripts without spaces each character stands for a word.
    """
    if one == other:
        return 1.0
    first, second = _pairs(one), _pairs(other)
    return 2 * (first & second).total() / (first.total() + second.total())


def _pairs(text: str) -> Counter[tuple[str, str]]:
    # With an edge on both sides a text of one word has pairs too.
    return Counter(pairwise((_EDGE, *WORD.findall(text), _EDGE)))
