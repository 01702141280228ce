"""Decides which lines of a page are its headline."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from streams.extract.clean import fold
from streams.extract.document import Document
from streams.extract.jsonld import strings
from streams.extract.outline import Piece
from streams.extract.title import separators

_SHORTEST, _LONGEST = 1, 300
_NAMES = ("og:title", "twitter:title", "title", "headline")


def titles_of(document: Document, title: str | None) -> frozenset[str]:
    """Keys of all that the page calls its title, with and without what follows a separator."""
    return frozenset(fold(part) for text in set(_stated(document, title)) for part in _heads(text)) - {""}


def _stated(document: Document, title: str | None) -> Iterator[str]:
    yield title or ""
    for name in _NAMES:
        yield from document.meta.get(name, ())
    for _, node in document.articles:
        yield from strings(node.get("headline"))
    yield document.title


def _heads(text: str) -> Iterator[str]:
    yield text
    for at in separators(text):
        yield text[: at.start()]


def is_headline(piece: Piece, titles: Collection[str]) -> bool:
    """Is the line the headline: an `h1`, or the words that the page states as its title?"""
    return piece.tag == "h1" or line_key(piece) in titles


def line_key(piece: Piece) -> str:
    """The key by which a line is compared with titles and labels; empty for running text and very short lines."""
    return _short_key(piece.text) if not piece.prose and _SHORTEST < piece.width < _LONGEST else ""


# Several steps ask for the key of a line. What is remembered is bounded by `_LONGEST`, as width is never below length.
_short_key = lru_cache(maxsize=1 << 10)(fold)
