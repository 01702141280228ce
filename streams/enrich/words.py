"""Decides by what the words of a body are read: by compiled code, else by plain Python. Both give the same."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

__all__ = ["Words", "count_in", "simhash", "words_of"]

if TYPE_CHECKING:
    from streams.enrich.plain_words import count_in, read_words, simhash
else:
    try:
        from streams.enrich._words import count_in, read_words, simhash
    except ImportError:
        from streams.enrich.plain_words import count_in, read_words, simhash


class Words(NamedTuple):
    """The words of a text."""

    folded: bytes
    """They themselves in UTF-8, without difference of case, a blank between two."""
    number: int
    """How many there are, in every script."""


# The steps ask one after another for the words of the same body; nothing but the last is remembered.
@lru_cache(maxsize=1)
def words_of(text: str) -> Words:
    """The words of a text."""
    return Words(*read_words(text))
