from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from streams.cli.demo_view import outcomes, summary
from streams.demo import Result
from streams.expectation import Expected
from streams.harvest import Harvested
from streams.outcome import Kind

ARTICLE = (
    b'{"title": "\xe9\x9d\x92\xe6\xb2\x99\xe6\xb2\xb3", "text": "", "date_published": "2025-03-01T10:11:12+01:00",'
    b' "authors": ["Ada Quill", "Bo Reed"], "language": "zh", "word_count": 512}'
)
GOOD = Result("a.html", Expected("article"), (Harvested(Kind.ARTICLE, b"k", ARTICLE, {}),), 0.0123)
BAD = Result(
    "b.html", Expected("article"), (Harvested(Kind.SKIPPED, b"k", b"", {"skip-reason": "feed"}),), None
)
OUTPUT = Path("out")


def printed(renderable: RenderableType) -> str:
    """What a person reads."""
    console = Console(width=200)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


@pytest.mark.parametrize(("width", "date"), [(200, "2025-03-01 10:11"), (100, "2025-03-01")])
def test_a_page_is_a_row(width: int, date: str) -> None:
    """On a narrow terminal the time of day gives way; wide characters are counted as two columns."""
    head, rule, article, skipped = printed(outcomes([GOOD, BAD], width)).splitlines()
    assert head.split() == ["file", "outcome", "title", "date", "author", "lang", "words", "ms"]
    assert set(rule) == {"─"}
    assert article.split()[:3] == ["a.html", "article", "青沙河"]
    assert f"  {date}  Ada Quill, Bo Reed  zh" in article
    assert cell_len(article[: article.index(date)]) == head.index("date")
    assert article.split()[-2:] == ["512", "12"]
    assert skipped.split() == ["b.html", "skipped:", "feed"]


def test_the_summary_counts_and_teaches() -> None:
    """How many became what, where it lies, and commands to try."""
    text = printed(summary([GOOD], Path("pages"), OUTPUT, 1.25))
    assert "\n1 pages in 1.2 s: 1 article\n" in text
    assert "written to out: articles.jsonl, skipped.jsonl, dead.jsonl" in text
    assert "each page became what its manifest says" in text
    assert "extract --pretty pages/a.html" in text
    assert "head -n 1 out/articles.jsonl" in text


def test_the_summary_names_what_differs() -> None:
    """One line for each difference."""
    text = printed(summary([BAD, GOOD], Path("pages"), OUTPUT, 1.0))
    assert "  b.html: expected article, got skipped: feed\n" in text
    assert "each page became" not in text
    assert "extract --pretty pages/a.html" in text
