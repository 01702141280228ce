"""Decides where, in lines that go on without a box between them, one text ends and another begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streams.extract.outline import Kind, Piece

# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_ITEM, _PARAGRAPH = Kind.ITEM, Kind.PARAGRAPH
_CLOSE = 1.5
"""How much more a run counts that comes first after the headline."""
_SHORT = 60
"""Width below which a line is a label."""


class Run(NamedTuple):
    """Lines `pieces[start:end]` that read on, and the width of the running text in them."""

    start: int
    end: int
    prose: int


def runs(pieces: Sequence[Piece], start: int, end: int, gap: int) -> list[Run]:
    """The runs of running text among `pieces[start:end]`; a row of more than `gap` labels parts two runs."""
    found: list[Run] = []
    between = 0
    for i in range(start, end):
        piece = pieces[i]
        if not piece.prose:
            between += _parts(piece, pieces[i - 1] if i > start else None)
            continue
        if found and between <= gap:
            found[-1] = Run(found[-1].start, i + 1, found[-1].prose + piece.width)
        else:
            found.append(Run(i, i + 1, piece.width))
        between = 0
    return found


def _parts(piece: Piece, before: Piece | None) -> bool:
    """Is the line a label or a link? The items of a list count as one."""
    if piece.kind is _ITEM:
        return before is None or before.kind is not _ITEM
    return piece.kind is _PARAGRAPH and (piece.width < _SHORT or piece.linked * 2 > len(piece.text))


def main_run(found: Sequence[Run], headline: int | None) -> Run:
    """The run that is the article: the one with the most running text, the first after the headline preferred."""
    after = next((run for run in found if headline is not None and run.start > headline), None)
    return max(found, key=lambda run: run.prose * (_CLOSE if run is after else 1))
