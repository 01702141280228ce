"""Decides how the demo's results look: a table of outcomes, what differs, what to try next."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from streams.cli.terminal import outcome, table
from streams.demo import Result
from streams.demo_output import FILES

DAY = len("2025-03-01")
MINUTE = len("2025-03-01T10:11")
# On a narrower terminal the time of day gives way to names and titles.
WIDE = 130


def outcomes(results: Sequence[Result], width: int) -> Table:
    """A row for each page, fitted to a width in columns; one that is not what it should be is marked."""
    date_length = MINUTE if width >= WIDE else DAY
    shown = table(
        *("file", "outcome", "title", "date", "author", "lang", "words", "ms"),
        right=("words", "ms"),
        shares={"file": 4, "title": 7, "author": 3},
    )
    for result in results:
        shown.add_row(*_cells(result, date_length), style="on dark_red" if result.differences else "")
    return shown


def _cells(result: Result, date_length: int) -> Iterator[Text | str]:
    article = result.article
    yield Text(result.name)
    yield outcome(result.kind, f"{result.kind}: {result.reason}" if result.reason else result.kind)
    yield Text(article.get("title") or "")
    yield (article.get("date_published") or "")[:date_length].replace("T", " ")
    yield Text(", ".join(article.get("authors", ())))
    yield article.get("language") or ""
    yield str(article.get("word_count", ""))
    yield "" if result.seconds is None else f"{result.seconds * 1000:.0f}"


def summary(results: Sequence[Result], pages: Path, output: Path, seconds: float) -> RenderableType:
    """How many became what, in which time, where it lies, what is not as it should be, what to try next."""
    counts = Counter(result.kind for result in results)
    said = ", ".join(f"{count} {kind}" for kind, count in counts.most_common())
    return Group(
        f"\n{len(results)} pages in {seconds:.1f} s: {said}",
        f"written to {output}: {', '.join(FILES.values())}",
        _verdict(results),
        *_next(results, pages, output),
    )


def _verdict(results: Sequence[Result]) -> Text:
    differences = [f"{result.name}: {difference}" for result in results for difference in result.differences]
    if not differences:
        return Text("each page became what its manifest says", "green")
    return Text("\n".join(["not what the manifest says:", *(f"  {line}" for line in differences)]), "red")


def _next(results: Sequence[Result], pages: Path, output: Path) -> Iterator[Text]:
    program = _program()
    page = next((result.name for result in results if result.article), results[0].name)
    yield Text("\nto try next:")
    yield Text(f"  {program} extract --pretty {pages / page}", "bold")
    yield Text(f"  {program} extract --explain {pages / page}", "bold")
    yield Text(f"  head -n 1 {output / FILES[next(iter(FILES))]} | python3 -m json.tool", "bold")
    yield Text(f"  {program} --help", "bold")


def _program() -> str:
    if shutil.which("streams"):
        return "streams"
    started_as = Path(sys.argv[0])
    return str(started_as) if started_as.name == "streams" else "python -m streams"
