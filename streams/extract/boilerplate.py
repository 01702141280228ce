"""Decides, line by line, what within the container is no part of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from streams.extract.credits import is_picture_line
from streams.extract.edges import drop_edges, drop_empty_headings
from streams.extract.outline import Kind, Piece
from streams.extract.teasers import drop_teasers, is_labelled
from streams.extract.titles import line_key
from streams.extract.vocabulary import NOISE_LINES

# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_HEADING, _ITEM, _CREDIT = Kind.HEADING, Kind.ITEM, Kind.CREDIT
_REPEATED = 40
"""Width from which a line that was said before is a repetition."""
_LABEL = 30
"""Width up to which words are a label: the line comes up three times, or a link follows."""


@dataclass(slots=True)
class Context:
    """What a line is judged by besides itself."""

    titles: Collection[str]
    """Keys of what the page calls its title."""
    key: str
    """Key of the line itself."""
    counts: Counter[str]
    """How often each line comes up."""
    seen: set[str]
    """The lines before."""


def _is_title(piece: Piece, context: Context) -> bool:
    return piece.tag == "h1" or context.key in context.titles


def _is_credit(piece: Piece, _: Context) -> bool:
    return piece.kind is _CREDIT or is_picture_line(piece.text)


def _is_label(_: Piece, context: Context) -> bool:
    return context.key in NOISE_LINES


def _is_link_line(piece: Piece, _: Context) -> bool:
    """Is the line a link to elsewhere, perhaps behind a label as `Read also:`?"""
    if not piece.linked:
        return False
    length, heading = len(piece.text), piece.kind is _HEADING
    if length - piece.linked < _LABEL and piece.linked > length * 0.6 and (not heading or is_labelled(piece)):
        return True
    return piece.linked > length * (0.9 if heading else 0.5) and not piece.prose


def _is_repeated(piece: Piece, context: Context) -> bool:
    if piece.text in context.seen and piece.width > _REPEATED:
        return True
    context.seen.add(piece.text)
    return piece.width < _LABEL and piece.kind is not _ITEM and context.counts[piece.text] > 2


RULES: tuple[tuple[str, Callable[[Piece, Context], bool]], ...] = (
    ("title", _is_title),
    ("credit", _is_credit),
    ("label", _is_label),
    ("links", _is_link_line),
    ("repeated", _is_repeated),
)


def judge(
    pieces: Sequence[Piece],
    opening: Sequence[Piece],
    titles: Collection[str],
    captions: Collection[int],
    *,
    named: bool,
) -> list[str | None]:
    """For each line the rule that leaves it out, or None.

    `opening` are lines that were taken before these; `captions` the positions of the pictures' own lines.
    `named`: the page itself calls these lines its body.
    """
    context = Context(titles, "", Counter(piece.text for piece in pieces), {piece.text for piece in opening})
    verdicts = ["caption" if i in captions else _first_rule(piece, context) for i, piece in enumerate(pieces)]
    drop_teasers(pieces, verdicts)
    drop_edges(pieces, verdicts, named=named)
    drop_empty_headings(pieces, verdicts)
    return verdicts


def _first_rule(piece: Piece, context: Context) -> str | None:
    context.key = line_key(piece)
    for name, holds in RULES:
        if holds(piece, context):
            return name
    return None
