"""Decides whether a page is a list of others: what it says is made of teasers, or it says next to nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

from streams.extract.body import Body
from streams.extract.document import Document
from streams.extract.jsonld import types_of
from streams.extract.links import absolute, host_of
from streams.extract.outline import Kind, Piece

_HEADLINES = 5
"""Linked headlines from which a page may be a listing."""
_TEXT_PER_HEADLINE = 160
"""Width of text for each linked headline that a listing stays below."""
_MANY_HEADLINES = 15
"""Linked headlines on the whole page from which it is a listing if it says nearly nothing itself."""
_LITTLE_TEXT = 500
"""Width of text that such a listing stays below."""
_HEADLINE = 35
"""Width from which a line that is a link is a headline rather than a label."""
_HEAD = 20
"""The same where three or more come in the same markup."""
_LINKED = 0.6
"""Share of a teaser's headline that is the link; a date or the name of a section may follow."""
_ROW = 3
"""Teasers in the same markup that make a row."""
_EXCERPT = 400
"""Width of text up to which it is an excerpt; more is a text of its own below a linked headline."""
_LEAST_EXCERPT = 30
_TOLD = 0.8
"""Share of the body that teasers say from which there is no other text."""
_TEXT_PER_TEASER = 80
"""Width of text for each teaser within the body that a page without a word about articles stays below."""
_TABLES = 0.8
"""Share of the body that is tables, from which it is a table of results and the like."""
_LISTS = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "OfferCatalog", "product.group"})


class Row(NamedTuple):
    """Teasers in the same markup: how many, how many of them with an excerpt, and how much of the body they say."""

    heads: int = 0
    excerpts: int = 0
    width: int = 0


def headlines(pieces: Iterable[Piece]) -> int:
    """How many lines are headlines that link elsewhere."""
    return sum(piece.width >= _HEADLINE or piece.kind is Kind.HEADING for piece in _links(pieces))


def is_outweighed_by_headlines(body: Body) -> bool:
    """Do headlines outweigh the text by far, in the body or on the page?"""
    within = sum(piece.kind is Kind.HEADING for piece in _links(body.lines.within))
    if within >= _HEADLINES and body.width < within * _TEXT_PER_HEADLINE:
        return True
    return body.width < _LITTLE_TEXT and headlines(body.lines.page) >= _MANY_HEADLINES


def is_made_of_teasers(document: Document, body: Body) -> bool:
    """Are at least three excerpts of other pages nearly all that the page says?"""
    rows = _rows(document, body.lines.page, body)
    return any(row.excerpts >= _ROW and row.width >= body.width * _TOLD for row in rows)


def is_list(document: Document, body: Body) -> bool:
    """Is a page that says nothing of an article a list: of teasers, of results in tables, or by its own word?"""
    tables = sum(piece.width for piece in body.lines.kept if piece.kind is Kind.TABLE)
    if tables >= body.width * _TABLES:
        return True
    if _outweigh(_rows(document, body.lines.within, body), body.width, _TEXT_PER_TEASER):
        return True
    return _is_called_list(document) and _outweigh(
        _rows(document, body.lines.page, body), body.width, _TEXT_PER_HEADLINE
    )


def _outweigh(rows: Iterable[Row], width: int, text_per_head: int) -> bool:
    return any(row.heads >= _ROW and width < row.heads * text_per_head for row in rows)


def _is_called_list(document: Document) -> bool:
    types = {name for node in document.json_ld for name in types_of(node)}
    return not _LISTS.isdisjoint(types | set(document.meta.get("og:type", ())))


def _links(pieces: Iterable[Piece]) -> list[Piece]:
    """The lines that are links."""
    return [piece for piece in pieces if piece.linked * 10 >= len(piece.text) * 9]


def _rows(document: Document, pieces: Sequence[Piece], body: Body) -> list[Row]:
    kept = {id(piece) for piece in body.lines.kept}
    return [_row(pieces, kept, heads) for heads in _alike(pieces, document.base)]


def _alike(pieces: Sequence[Piece], base: str) -> Iterator[list[int]]:
    """The positions of linked headlines in the same markup, as long as only an excerpt lies between two of them."""
    by_markup: dict[tuple[str, ...], list[int]] = {}
    for i in _heads(pieces, base):
        by_markup.setdefault(_markup(pieces[i]), []).append(i)
    for heads in by_markup.values():
        row = heads[:1]
        for before, at in pairwise(heads):
            if _said(pieces, before + 1, at) > _EXCERPT:
                yield row
                row = []
            row.append(at)
        yield row


def _heads(pieces: Sequence[Piece], base: str) -> Iterator[int]:
    """The lines that are links to other pages of the site, each page once."""
    host, known = host_of(base), {base.partition("#")[0]}
    for i, piece in enumerate(pieces):
        if piece.width >= _HEAD and piece.linked > len(piece.text) * _LINKED:
            target = _target(piece, base)
            if target not in known and (not piece.links or host_of(target) == host):
                known.add(target)
                yield i


def _target(piece: Piece, base: str) -> str:
    """Where the line links to; its words, where the link is around more than the line."""
    if not piece.links:
        return piece.text
    href = piece.links[0][0].attributes.get("href")
    return (absolute(base, href) or "").partition("#")[0]


def _markup(piece: Piece) -> tuple[str, ...]:
    around = piece.box.parent
    return piece.tag, piece.kind, piece.box.tag, around.tag if around else ""


def _row(pieces: Sequence[Piece], kept: AbstractSet[int], heads: Sequence[int]) -> Row:
    """What a row says; its last teaser is taken to have as many lines as the longest before it."""
    longest = max((end - at for at, end in pairwise(heads)), default=1)
    spans = list(zip(heads, (*heads[1:], heads[-1] + longest), strict=True))
    said = [sum(piece.width for piece in pieces[at:end] if id(piece) in kept) for at, end in spans]
    excerpts = sum(_said(pieces, at + 1, end) >= _LEAST_EXCERPT for at, end in spans)
    return Row(len(heads), excerpts, sum(min(width, _EXCERPT) for width in said))


def _said(pieces: Sequence[Piece], start: int, end: int) -> int:
    """How wide the text is that is not mostly links."""
    return sum(piece.width for piece in pieces[start:end] if piece.linked * 2 < len(piece.text))
