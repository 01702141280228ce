"""Decides where among the lines of the container the article begins and ends, and which headings head nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from streams.extract.hints import Mark
from streams.extract.outline import Kind, Piece
from streams.extract.text import is_url

# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_HEADING, _PARAGRAPH, _LEAD = Kind.HEADING, Kind.PARAGRAPH, Mark.LEAD
_LABEL = 20
"""Width up to which a line before the text is a label."""
_LONGEST_BYLINE = 100
_DIGITS = 4
_MOST_CLOSING = 4
"""Most short lines after the running text that belong to it; more of them are labels."""
_OPENING_BRACKETS, _CLOSING_BRACKETS = "<([{（［【＜〈《", ">)]}）］】＞〉》"
_CLOSING = frozenset({Kind.ITEM, Kind.TABLE, Kind.CODE, Kind.QUOTE})


def drop_edges(pieces: Sequence[Piece], verdicts: list[str | None], *, named: bool) -> None:
    """Leaves out labels before the first running text, and labels and headings after the last.

    Where the page does not name its body, the first line that is left out after the text is its end.
    """
    text = [
        i for i, piece in enumerate(pieces) if (piece.prose or piece.mark is _LEAD) and verdicts[i] is None
    ]
    if not text:
        return
    first, last = text[0], text[-1]
    for i in range(first):
        if verdicts[i] is None and not _opens(pieces[i], pieces[first], named=named):
            verdicts[i] = "before"
    for i in range(first + 1, text[1] if len(text) > 1 else first):
        if verdicts[i] is None and _is_byline(pieces[i], pieces[first], pieces[text[1]]):
            verdicts[i] = "before"
    closing = _closing(pieces, verdicts, last, named=named)
    for i in range(last + 1, len(pieces)):
        if verdicts[i] is None and i not in closing:
            verdicts[i] = "after"


def _closing(
    pieces: Sequence[Piece], verdicts: Sequence[str | None], last: int, *, named: bool
) -> Collection[int]:
    """The lines after the last running text that still belong to it."""
    after = range(last + 1, len(pieces))
    if named:
        return [i for i in after if _closes(pieces[i], pieces[last])]
    stop = next(
        (i for i in after if verdicts[i] is not None or not _closes(pieces[i], pieces[last])), len(pieces)
    )
    labels = sum(pieces[i].kind is _PARAGRAPH for i in range(last + 1, stop))
    return range(last + 1, stop) if labels <= _MOST_CLOSING else ()


def _opens(piece: Piece, first: Piece, *, named: bool) -> bool:
    """Is the line a heading or a standfirst, rather than a label, an address or a byline with its date?"""
    if piece.width <= _LABEL or piece.linked or is_url(piece.text) or _has_date(piece):
        return False
    return piece.kind is _HEADING or (piece.box is first.box and (named or piece.tag == "p"))


def _is_byline(piece: Piece, lead: Piece, after: Piece) -> bool:
    """Does a line between the lead and the text say who wrote it, and when?"""
    apart = piece.box is not lead.box and piece.box is not after.box
    return apart and piece.kind is _PARAGRAPH and _has_date(piece)


def _has_date(piece: Piece) -> bool:
    return piece.width < _LONGEST_BYLINE and sum(map(str.isdigit, piece.text)) >= _DIGITS


def _closes(piece: Piece, last: Piece) -> bool:
    """Does the line belong to the text before it, rather than sign it?"""
    if piece.kind in _CLOSING:
        return True
    return piece.box is last.box and piece.kind is _PARAGRAPH and not piece.linked and not _signs(piece.text)


def _signs(text: str) -> bool:
    return "@" in text or "©" in text or (text[0] in _OPENING_BRACKETS and text[-1] in _CLOSING_BRACKETS)


def drop_empty_headings(pieces: Sequence[Piece], verdicts: list[str | None]) -> None:
    """Leaves out headings of which the line after them was left out, and all after that."""
    for i in range(len(pieces) - 1, -1, -1):
        if pieces[i].kind is _HEADING and verdicts[i] is None and _is_left_out(verdicts, i + 1):
            verdicts[i] = "empty-heading"


def _is_left_out(verdicts: Sequence[str | None], i: int) -> bool:
    return i == len(verdicts) or verdicts[i] is not None
