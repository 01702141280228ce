"""Makes differences of pages that nobody has seen."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.article import Article
from streams.compare.difference import Side, compare, side_of
from streams.compare.run import Comparison
from streams.compare.samples import Samples
from streams.compare.totals import Compared, Totals
from streams.history.span import Span
from streams.outcome import Kind, Outcome
from tests.cli.test_people import ARTICLE

SKIPPED = Side(kind=Kind.SKIPPED, reason="listing", detail="rows of teasers")
DEAD = Side(kind=Kind.DEAD, reason="timeout", detail="more than 10 s")
HOST = "news.example"


def side(article: Article = ARTICLE) -> Side:
    """An article's."""
    return side_of(Outcome(kind=Kind.ARTICLE, payload=article.to_json()))


def totals(*changes: tuple[str, Side | None, Side], samples: int = 20) -> Totals:
    """Of pages that change so, each given by its host and both sides."""
    counted = Totals(Samples(samples))
    for page in _pages(changes):
        counted.add(page)
    return counted


def comparison(*changes: tuple[str, Side | None, Side]) -> Comparison:
    """Of the same."""
    spans = (Span(0, 0, len(changes)), Span(1, 7, 7))
    return Comparison(
        topic="pages.raw", spans=spans, versions={"0.1": 3, "0.0": 1}, totals=totals(*changes), version="0.2"
    )


def _pages(changes: Iterable[tuple[str, Side | None, Side]]) -> Iterable[Compared]:
    for offset, (host, before, after) in enumerate(changes):
        yield Compared(0, offset, f"https://{host}/{offset}", host, compare(before, after))
