"""Decides how the result of `streams extract` is laid out for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from streams.batch import Result
from streams.cli.terminal import outcome, table
from streams.explain import Explanation

# (what it is called, the article's field, how it is shown)
FACTS = (
    ("published", "date_published"),
    ("modified", "date_modified"),
    ("authors", "authors"),
    ("publisher", "publisher"),
    ("dateline", "dateline"),
    ("section", "section"),
    ("keywords", "keywords"),
    ("language", "language"),
    ("words", "word_count"),
    ("image", "image"),
    ("free to read", "is_accessible_for_free"),
    ("url", "canonical_url"),
)
MARKS = {"heading": "bold", "quote": "italic", "code": "cyan", "caption": "dim"}
BODY_WIDTH = 100
# Outside of a terminal, where nothing else cuts a line.
LINE_LENGTH = 300
VERDICTS = {True: "  ✓ taken", False: "  not taken"}


def view(result: Result, *, whole: bool) -> RenderableType:
    """A page's outcome and, where it was asked for, its explanation; `whole` shows the article itself."""
    return Group(*_parts(result, whole=whole))


def _parts(result: Result, *, whole: bool) -> Iterator[RenderableType]:
    found = result.outcome
    said = " ".join(filter(None, (found.kind, found.reason and f"({found.reason})", found.detail)))
    yield Text.assemble((result.origin, "bold"), "  ", outcome(found.kind, said))
    article = orjson.loads(found.payload or b"null")
    if article and whole:
        yield from _article(article)
    if result.explanation:
        yield Text()
        if article:
            yield _sources(result.explanation, article)
        yield _removed([(piece.rule, piece.snippet) for piece in result.explanation.removed])
    yield Text()


def _article(article: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield Text(article["title"] or "(no title)", "bold underline")
    for name in ("subtitle", "description"):
        if article[name]:
            yield Text(article[name], "italic")
    yield Text()
    yield _facts(article)
    yield Text()
    for block in article["blocks"]:
        text = Text(block["text"], MARKS.get(block["type"], ""))
        yield Constrain(Padding(text, (0, 0, 1, 2)), BODY_WIDTH)


def _facts(article: Mapping[str, Any]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, field in FACTS:
        if article[field] not in (None, []):
            grid.add_row(name, Text(_as_text(article[field])))
    return grid


def _sources(explanation: Explanation, article: Mapping[str, Any]) -> Table:
    """Each field with its value, and below it what else the page offers for it."""
    sources, offered = explanation.sources, explanation.candidates
    shown = table("field", "from", "value", shares={"value": 1})
    for field in dict.fromkeys((*sources, *offered)):
        shown.add_row(field, sources.get(field, "-"), Text(_as_line(article.get(field))))
        for candidate in offered.get(field, ()):
            verdict = Text(VERDICTS[candidate.won], "green" if candidate.won else "dim")
            shown.add_row(verdict, Text(candidate.source, "dim"), Text(_as_line(candidate.text), "dim"))
    return shown


def _removed(pieces: Sequence[tuple[str, str]]) -> RenderableType:
    if not pieces:
        return Text("nothing was removed", "dim")
    shown = table("removed by", "what", shares={"what": 1})
    for rule, snippet in pieces:
        shown.add_row(Text(rule), Text(_as_line(snippet)))
    return shown


def _as_line(value: object) -> str:
    line = " ".join(_as_text(value).split())
    return line if len(line) <= LINE_LENGTH else f"{line[:LINE_LENGTH]}…"


def _as_text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_as_text, value))
    if isinstance(value, dict):
        return str(value.get("url") or value.get("text") or value)
    return (
        {True: "yes", False: "no", None: ""}.get(value, str(value))
        if isinstance(value, bool | None)
        else str(value)
    )
