"""Decides what the words of a body are when case and white space do not count."""

from __future__ import annotations

from functools import lru_cache


# The steps ask one after another for the words of the same body; nothing but the last is remembered.
@lru_cache(maxsize=1)
def folded(text: str) -> str:
    """The text without difference of case."""
    return text.casefold()


@lru_cache(maxsize=1)
def folded_words(text: str) -> tuple[str, ...]:
    """The runs between white space, in order, without difference of case."""
    return tuple(folded(text).split())
