"""Decides which lines of the page hold the article: by name where the page says so, else by where its prose lies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from streams.extract.hints import Mark
from streams.extract.outline import Box, Outline
from streams.extract.runs import main_run, runs
from streams.extract.titles import is_headline

_LEAST_SHARE = 0.3
"""Share of the page's running text that a named box must hold to be taken at its word."""
_AS_MUCH = 0.5
"""Share of the largest box of a name that the first of them must hold to be preferred."""
_THE_SAME = 0.9
"""Share of a box's running text that a box within it must hold to stand for it."""
_WORTHWHILE = 0.2
"""Gain of running text, as a share of what there is, for which a box is left for one around it."""


class Span(NamedTuple):
    """The lines `pieces[start:end]` of an outline, and the rule that chose them."""

    start: int
    end: int
    rule: str

    @property
    def source(self) -> str:
        """The kind of the rule, as the record names it."""
        return _SOURCES.get(self.rule, "html")

    @property
    def named(self) -> bool:
        """Does the page itself call these lines its body?"""
        return self.rule not in _GAPS


def choose(page: Outline, titles: Collection[str] = ()) -> Span:
    """The lines among which the article is; `titles` are the keys of what the page calls its title."""
    _weigh(page)
    span = _by_name(page) or _by_prose(page)
    return span if span.named else _main_part(page, span, titles)


def _main_part(page: Outline, span: Span, titles: Collection[str]) -> Span:
    """The part of the lines that is the article, where a long row of labels and links parts it from another text."""
    found = runs(page.pieces, span.start, span.end, _GAPS[span.rule])
    if len(found) < 2:
        return span
    headline = next((i for i, piece in enumerate(page.pieces) if is_headline(piece, titles)), None)
    at = found.index(main_run(found, headline))
    start = span.start if at == 0 else found[at - 1].end
    end = span.end if at + 1 == len(found) else found[at + 1].start
    return Span(start, end, span.rule)


def _weigh(page: Outline) -> None:
    """Sums up the running text and the other lines of each box, and of the boxes within it."""
    for piece in page.pieces:
        box = piece.box
        if piece.prose:
            said = piece.width - piece.linked
            box.prose += said
            _home(box).own += said
        else:
            box.noise += piece.width
    for box in reversed(page.boxes):
        if around := box.parent:
            around.prose += box.prose
            around.noise += box.noise


def _home(box: Box) -> Box:
    """The innermost box that holds more than the one line."""
    while box.parent and box.end - box.start < 2:
        box = box.parent
    return box


def _by_name(page: Outline) -> Span | None:
    """The lines of the first rung of the ladder that holds enough of the page's running text."""
    total = page.boxes[0].prose
    headings = [i for i, piece in enumerate(page.pieces) if piece.tag == "h1"]
    named = [box for box in page.boxes if box.mark in _MARKS or box.tag in _TAGS]
    for rule, belongs in _LADDER:
        boxes = [box for box in named if belongs(box) and (box.prose or rule == "site")]
        parts = _parts(boxes, headings) if boxes else []
        if parts and (rule == "site" or sum(part.prose for part in parts) >= total * _LEAST_SHARE):
            return Span(parts[0].start, parts[-1].end, rule)
    return None


def _parts(boxes: Sequence[Box], headings: Sequence[int]) -> list[Box]:
    """The boxes of a name that hold the article: the first large one, and those that go on with it."""
    most = max(box.prose for box in boxes)
    first = next(box for box in boxes if box.prose >= most * _AS_MUCH)
    within = (box for box in boxes if first.start <= box.start and box.end <= first.end)
    parts = [[box for box in within if box.prose >= first.prose * _THE_SAME][-1]]
    if parts[0].mark is Mark.BODY:
        article = _article(parts[0])
        others = [box for box in boxes if _article(box) is article]
        for box in others:
            if box.start >= parts[-1].end and not _any_between(headings, parts[-1].end, box.start):
                parts.append(box)
        for box in reversed(others):
            if box.end <= parts[0].start and not _any_between(headings, box.end, parts[0].start):
                parts.insert(0, box)
    return parts


def _any_between(positions: Sequence[int], start: int, end: int) -> bool:
    return any(start <= position < end for position in positions)


def _article(box: Box) -> Box | None:
    around: Box | None = box
    while around and around.tag != "article":
        around = around.parent
    return around


def _by_prose(page: Outline) -> Span:
    """The box with the most running text of its own and of its children, then outwards while that gains much."""
    scores = {id(box): box.own for box in page.boxes}
    for box in page.boxes:
        if box.parent:
            scores[id(box.parent)] += box.own * 0.5
    best = max(page.boxes, key=lambda box: scores[id(box)])
    around = best.parent
    while around:
        gain = around.prose - best.prose
        if gain > best.prose * _WORTHWHILE and gain > around.noise - best.noise:
            best = around
        around = around.parent
    return Span(best.start, best.end, "scored")


_LADDER: tuple[tuple[str, Callable[[Box], bool]], ...] = (
    ("site", lambda box: box.rule == "site"),
    ("itemprop", lambda box: box.mark is Mark.BODY and box.rule.startswith("itemprop")),
    ("body-class", lambda box: box.mark is Mark.BODY),
    ("article", lambda box: box.tag == "article"),
    ("main-class", lambda box: box.mark is Mark.MAIN),
    ("main", lambda box: box.tag == "main"),
)
_MARKS = frozenset({Mark.BODY, Mark.MAIN})
_TAGS = frozenset({"article", "main"})
# Most labels and links in a row that do not part two texts, where the page does not name its body.
_GAPS = {"article": 20, "main-class": 20, "main": 20, "scored": 12}
_SOURCES = {
    "site": "site",
    "itemprop": "microdata",
    "scored": "heuristic",
    "script": "heuristic",
    "json-ld": "json-ld",
}
