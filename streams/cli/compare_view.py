"""Decides how a comparison is laid out on a terminal: a verdict, tables of counts, and a few pages before and now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from streams.cli.terminal import table
from streams.compare.difference import Change
from streams.compare.report import fields_in_order
from streams.compare.run import Comparison
from streams.compare.thresholds import Threshold
from streams.compare.told import CALLED, limit_line, share, verdict, versions
from streams.compare.totals import Compared, Totals
from streams.compare.values import pairs
from streams.compare.wording import Piece, Said, wording

MOST_ROWS = 20
"""Rows of a table of hosts or moves; the reports in files have more."""
# Of a value so many characters are shown around its first differences, with so many parts of what is the same.
CELL_LENGTH = 240
CONTEXT = 8
_STYLES = {Said.BEFORE: "red", Said.AFTER: "green", Said.SKIPPED: "dim", Said.BOTH: ""}


def view(found: Comparison) -> RenderableType:
    """All that is told."""
    return Group(*_parts(found))


def limits_view(found: Comparison, limits: Sequence[Threshold]) -> RenderableType:
    """Each limit, and whether it is crossed."""
    totals = found.totals
    lines = [
        Text(limit_line(limit, totals), "red" if limit.is_crossed(totals) else "green") for limit in limits
    ]
    if not totals.all.compared:
        lines.append(Text("nothing was compared: no limit counts as held", "red"))
    return Group(*lines)


def _parts(found: Comparison) -> Iterator[RenderableType]:
    totals = found.totals
    yield Text(verdict(totals.all), "bold")
    yield Text(f"{found.topic}: {versions(found)}", "dim")
    if totals.all.read:
        yield Text()
        yield _changes(totals)
    if totals.all.moved:
        yield from _tables(totals)
    for number, page in enumerate(totals.samples.chosen(), 1):
        yield Text()
        yield from _sample(number, page, found.topic)


def _changes(totals: Totals) -> Table:
    shown = table("pages", "", "", right=("pages",))
    for change, called in CALLED.items():
        count = totals.all.changes[change]
        if count or change in (Change.SAME, Change.CHANGED):
            shown.add_row(f"{count:,}", share(count, totals.all.read), called)
    return shown


def _tables(totals: Totals) -> Iterator[RenderableType]:
    if totals.all.fields:
        yield Text(
            f"\nfields of {totals.all.articles:,} articles, texts alike to {totals.all.similarity:.4f}"
        )
        shown = table("articles", "share", "field", right=("articles", "share"))
        for name, count, _ in fields_in_order(totals.all):
            shown.add_row(f"{count:,}", share(count, totals.all.articles), Text(name))
        yield shown
    if totals.moves:
        yield Text()
        shown = table("pages", "before", "now", right=("pages",), shares={"before": 1, "now": 1})
        for (before, now), count in totals.moves.most_common(MOST_ROWS):
            shown.add_row(f"{count:,}", Text(before), Text(now))
        yield shown
    yield Text()
    yield _hosts(totals)


def _hosts(totals: Totals) -> Table:
    shown = table("change", "of", "alike", "host", right=("change", "of", "alike"), shares={"host": 1})
    for host, tally in totals.movers(MOST_ROWS):
        alike = "" if tally.similarity is None else f"{tally.similarity:.3f}"
        shown.add_row(f"{tally.moved:,}", f"{tally.compared:,}", alike, Text(host))
    return shown


def _sample(number: int, page: Compared, topic: str) -> Iterator[RenderableType]:
    called = CALLED[page.difference.change]
    yield Text(f"{number}. {page.url or '(no URL)'}", "bold")
    yield Text(f"{called}, {topic}/{page.partition}/{page.offset}", "dim")
    shown = table("field", "", "value", shares={"value": 1}, cut=False)
    for name, before, after in pairs(page.difference):
        pieces = wording(before, after, context=CONTEXT)
        shown.add_row(Text(name), "-", _side(pieces, Said.BEFORE))
        shown.add_row("", "+", _side(pieces, Said.AFTER))
    yield shown


def _side(pieces: Sequence[Piece], own: Said) -> Text:
    """One of two texts, in one line."""
    shown = Text()
    for piece in pieces:
        if piece.said in (Said.BOTH, Said.SKIPPED, own):
            text = f"[…{piece.text}…] " if piece.said is Said.SKIPPED else piece.text.replace("\n", " ")
            shown.append(text, _STYLES[piece.said])
    shown.truncate(CELL_LENGTH, overflow="ellipsis")
    return shown
