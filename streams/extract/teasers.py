"""Decides which small boxes among the lines tell of other articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.extract.outline import Box, Kind, Piece

# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_HEADING = Kind.HEADING
_MOST_LINES = 4
"""Most lines of a box that tells of another article."""
_LARGEST_SHARE = 0.2
"""Share of the running text that such boxes stay below; where they are more, they are what there is to read."""


def drop_teasers(pieces: Sequence[Piece], verdicts: list[str | None]) -> None:
    """Leaves out what small boxes say below a linked heading; takes back linked headings within the text."""
    told = list(_told(pieces, verdicts))
    prose = sum(
        piece.width
        for piece, verdict in zip(pieces, verdicts, strict=True)
        if piece.prose and verdict is None
    )
    if sum(pieces[i].width for i in told) < prose * _LARGEST_SHARE:
        for i in told:
            verdicts[i] = "teaser"
    for i in range(len(pieces) - 1):
        if _heads_text(pieces[i], pieces[i + 1]) and verdicts[i] == "links" and verdicts[i + 1] is None:
            verdicts[i] = None


def _told(pieces: Sequence[Piece], verdicts: Sequence[str | None]) -> Iterator[int]:
    box: Box | None = None
    for i, piece in enumerate(pieces):
        if piece.kind is _HEADING and verdicts[i] == "links" and _is_small(piece.box):
            box = piece.box
        elif piece.box is box and verdicts[i] is None:
            yield i


def _heads_text(piece: Piece, after: Piece) -> bool:
    return (
        piece.kind is _HEADING
        and after.prose
        and after.box is piece.box
        and not _is_small(piece.box)
        and not is_labelled(piece)
    )


def _is_small(box: Box) -> bool:
    return box.end - box.start <= _MOST_LINES


def is_labelled(piece: Piece) -> bool:
    """Do words stand before the link, not only the number of a heading?"""
    return sum(map(str.isalpha, piece.text[: piece.link_start])) > 1
