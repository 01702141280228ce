"""Decides what the body of the article is: its blocks, its pictures and its links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from schemas.article import Block, BlockType, Image, Link
from streams.extract.blocks import blocks_of, links_of
from streams.extract.boilerplate import judge
from streams.extract.container import Span, choose
from streams.extract.document import Document
from streams.extract.embedded import article_bodies, scripted_bodies
from streams.extract.lead import headline, leads
from streams.extract.media import Media, media
from streams.extract.outline import Kind, Outline, Piece
from streams.extract.titles import titles_of
from streams.extract.tree import HtmlNode, select
from streams.extract.walk import outline
from streams.sites import SiteRule

_POOR = 400
"""Width of text below which another reading of the page is tried."""
_RICHER = 7
"""How many times more another reading of the elements must give."""
_TOLD = 3
"""How many times more a text beside the elements must give."""
_SNIPPET = 80
_EXCERPT = 400
"""Characters that are listed of an element that was left out unread."""
# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_CAPTION = Kind.CAPTION


@dataclass(frozen=True, slots=True)
class Removed:
    """Something that was left out: the rule, and the first words of it."""

    rule: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A line or an element of the page, kept or left out."""

    text: str
    """Its words; of an element that was left out unread the first ones."""
    rule: str = ""
    """The rule that left it out; empty where it was kept."""
    kind: str = ""
    """What the line is, as `heading`; empty for an element that was left out unread."""


class Lines(NamedTuple):
    """The lines that the body was read from."""

    page: Sequence[Piece] = ()
    """All lines of the page."""
    within: Sequence[Piece] = ()
    """Those among which the body is."""
    kept: Sequence[Piece] = ()
    """Those that it is made of."""


@dataclass(frozen=True, slots=True)
class Body:
    """The article's body as read from the page."""

    blocks: tuple[Block, ...] = ()
    """Its pieces in reading order."""
    images: tuple[Image, ...] = ()
    """The lead image and those within the body, in order."""
    links: tuple[Link, ...] = ()
    """The links in its text, each URL once."""
    source: str = "heuristic"
    """The kind of rule that found it: `site`, `microdata`, `html`, `json-ld`, `heuristic`."""
    width: int = 0
    """How much it says, in Latin letters."""
    lines: Lines = field(default=Lines(), repr=False, compare=False)
    """What it was read from: tells whether the page is an article at all."""
    passages: tuple[Passage, ...] = ()
    """What was kept and what was left out, in the page's order, where a trace was asked for."""

    @property
    def text(self) -> str:
        """The blocks but for captions, joined by a newline."""
        return "\n".join(block.text for block in self.blocks if block.type is not BlockType.CAPTION)

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What was left out."""
        return removed(self.passages)


def removed(passages: Iterable[Passage]) -> tuple[Removed, ...]:
    """Those of the passages that were left out, in short."""
    return tuple(Removed(passage.rule, passage.text[:_SNIPPET]) for passage in passages if passage.rule)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the page: what it keeps, and what it leaves out by which rule."""

    page: Outline
    span: Span
    kept: tuple[Piece, ...]
    verdicts: tuple[str | None, ...]
    media: Media

    @property
    def width(self) -> int:
        return sum([piece.width for piece in self.kept if piece.kind is not _CAPTION])


def extract_body(
    document: Document, rule: SiteRule, *, title: str | None = None, trace: bool = False
) -> Body:
    """The body of a page; without blocks where there is none.

    `title` is the headline where it is known. With `trace`, what was kept and what was left out is listed.
    """
    root = document.tree.body
    if root is None:
        return Body()
    reading = _best_reading(document, root, rule, titles_of(document, title))
    pieces, span = reading.page.pieces, reading.span
    return Body(
        blocks=tuple(blocks_of(reading.kept)),
        images=reading.media.images,
        links=tuple(links_of(reading.kept, document.base)),
        source=span.source,
        width=reading.width,
        lines=Lines(pieces, pieces[span.start : span.end], reading.kept),
        passages=tuple(_passages(reading)) if trace else (),
    )


def _best_reading(document: Document, root: HtmlNode, rule: SiteRule, titles: AbstractSet[str]) -> _Reading:
    """The plain reading; another one only where that gives little and the other much more."""
    cut = _matched(root, rule.remove)
    taken = next(filter(None, (_matched(root, (css,)) for css in rule.body)), frozenset())
    best = _read(outline(root, removed=cut, taken=taken), document, titles)
    if best.width >= _POOR:
        return best
    lenient = _read(outline(root, strict=False, removed=cut, taken=taken), document, titles)
    if lenient.width > best.width * _RICHER:
        best = lenient
    for source, bodies in (("json-ld", article_bodies), ("script", scripted_bodies)):
        for body in bodies(document):
            told = _read(outline(body), document, titles)
            if told.width > best.width * _TOLD:
                return _Reading(
                    told.page, told.span._replace(rule=source), told.kept, told.verdicts, best.media
                )
    return best


def _matched(root: HtmlNode, selectors: tuple[str, ...]) -> frozenset[int]:
    return frozenset(node.mem_id for css in selectors for node in select(root, css))


def _read(page: Outline, document: Document, titles: AbstractSet[str]) -> _Reading:
    span = choose(page, titles)
    top = headline(page, span.start, titles)
    found = media(page, span.start if top is None else top, span.end, document.base, titles)
    opening = () if top is None else tuple(leads(page, top + 1, span.start, found.captions))
    pieces = page.pieces[span.start : span.end]
    verdicts = judge(pieces, opening, titles, {i - span.start for i in found.captions}, named=span.named)
    kept = (piece for piece, verdict in zip(pieces, verdicts, strict=True) if verdict is None)
    return _Reading(page, span, (*opening, *kept), tuple(verdicts), found)


def _passages(reading: _Reading) -> list[Passage]:
    """What was kept and what was left out, in the order of the page; an element before the line that it is in."""
    placed = sorted(chain(_cuts(reading.page), _lines(reading)), key=itemgetter(0))
    return [passage for _, passage in placed]


def _cuts(page: Outline) -> Iterator[tuple[int, Passage]]:
    """The elements that were left out before they were read."""
    for rule, place, at in page.cuts:
        text = " ".join(page.sheet.node(place).text(separator=" ").split()) if page.sheet else ""
        yield at, Passage(text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…", rule)


def _lines(reading: _Reading) -> Iterator[tuple[int, Passage]]:
    """All lines: those kept, those outside the article, those that a rule left out within it."""
    span, kept = reading.span, set(map(id, reading.kept))
    for i, piece in enumerate(reading.page.pieces):
        verdict = reading.verdicts[i - span.start] if span.start <= i < span.end else None
        yield i, Passage(piece.text, "" if id(piece) in kept else verdict or "outside", piece.kind)
