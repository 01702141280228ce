"""Decides which lines between the headline and the body belong to the text: the lead, the standfirst."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from streams.extract.hints import Mark
from streams.extract.outline import Kind, Outline, Piece
from streams.extract.titles import is_headline

_SHORTEST = 30
"""Width from which a line that is marked as the lead is taken at its word."""


def headline(page: Outline, start: int, titles: Collection[str]) -> int | None:
    """Where the last headline before `pieces[start]` is."""
    found = (i for i in range(start - 1, -1, -1) if is_headline(page.pieces[i], titles))
    return next(found, None)


def leads(page: Outline, start: int, end: int, captions: Collection[int]) -> Iterator[Piece]:
    """The lines of `pieces[start:end]`, all between the headline and the body, that open the article."""
    for i in range(start, end):
        if i not in captions and _opens(page.pieces[i]):
            yield page.pieces[i]


def _opens(piece: Piece) -> bool:
    if piece.kind in (Kind.CAPTION, Kind.CREDIT) or piece.linked * 2 > len(piece.text):
        return False
    return piece.prose or (piece.mark is Mark.LEAD and piece.width > _SHORTEST)
