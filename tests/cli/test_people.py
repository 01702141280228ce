from __future__ import annotations

import pytest
from rich.console import Console

from schemas.article import Article, Block, BlockType, Image, Quality
from schemas.rejection import Reason
from streams.batch import Result
from streams.cli.people import view
from streams.explain import Explanation
from streams.extract.body import Passage
from streams.extract.candidates import Candidate
from streams.outcome import Kind, Outcome

ARTICLE = Article(
    url="https://news.example/a",
    canonical_url="https://news.example/a",
    domain="news.example",
    title="A title",
    description="What it is about.",
    text="One [bold] word.\nA heading",
    blocks=(Block(BlockType.PARAGRAPH, "One [bold] word."), Block(BlockType.HEADING, "A heading")),
    authors=("Ada Quill", "Bo Reed"),
    date_published="2025-03-01",
    language="en",
    image="https://news.example/a.jpg",
    images=(Image("https://news.example/a.jpg"),),
    is_accessible_for_free=False,
    word_count=3,
    content_hash="",
    fingerprint="",
    quality=Quality(1.0, 1.0, 1.0, 1.0, 1.0),
    extractor_version="0",
    sources={"title": "opengraph", "blocks": "heuristic", "images": "html"},
)
FOUND = Outcome(kind=Kind.ARTICLE, payload=ARTICLE.to_json())
WHY = Explanation(
    article=ARTICLE,
    passages=(Passage("Home\n  News", "nav"), Passage("kept"), Passage("x" * 1000, "footer")),
    candidates={
        "title": (Candidate("html", "Another title"), Candidate("opengraph", "A title", won=True)),
        "section": (Candidate("meta", "Home"),),
    },
)


def seen(result: Result, *, whole: bool = True) -> str:
    """What a person reads."""
    console = Console(width=500)
    with console.capture() as captured:
        console.print(view(result, whole=whole))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def test_an_article_is_laid_out() -> None:
    """Title, summary, what is known, body; what is not known has no line, and brackets are no markup."""
    assert seen(Result("a.html", FOUND)) == (
        "a.html  article\nA title\nWhat it is about.\n\n"
        "published     2025-03-01\nauthors       Ada Quill, Bo Reed\nlanguage      en\nwords         3\n"
        "image         https://news.example/a.jpg\nfree to read  no\nurl           https://news.example/a\n\n"
        "  One [bold] word.\n\n  A heading\n\n"
    )


def test_an_explanation_lists_sources_and_removals() -> None:
    """Each on one line, however long; without the article where that was not asked for."""
    lines = seen(Result("a.html", FOUND, 1.0, WHY), whole=False).splitlines()
    rows = [line.split(maxsplit=2) for line in lines]
    assert ["title", "opengraph", "A title"] in rows
    assert ["blocks", "heuristic", "One [bold] word., A heading"] in rows
    assert ["images", "html", "https://news.example/a.jpg"] in rows
    assert "nav         Home News" in lines
    assert [line[:20] for line in lines if line.startswith("footer")] == ["footer      xxxxxxxx"]
    assert "What it is about." not in lines


def test_an_explanation_lists_the_candidates_of_each_field() -> None:
    """Below the field, the one that was taken marked; also of a field that was not found."""
    lines = seen(Result("a.html", FOUND, 1.0, WHY), whole=False).splitlines()
    rows = [line.split(maxsplit=3) for line in lines]
    at = rows.index(["title", "opengraph", "A", "title"])
    assert rows[at + 1] == ["not", "taken", "html", "Another title"]
    assert rows[at + 2] == ["✓", "taken", "opengraph", "A title"]
    assert ["section", "-"] in rows
    assert ["not", "taken", "meta", "Home"] in rows
    assert not [line for line in lines if "kept" in line]


def test_a_page_of_which_nothing_was_removed() -> None:
    """That is said, too."""
    assert "nothing was removed" in seen(Result("a.html", FOUND, 1.0, Explanation(article=ARTICLE)))


@pytest.mark.parametrize("whole", [False, True])
def test_a_page_without_article_is_one_line(whole: bool) -> None:
    """Outcome, reason and detail."""
    skipped = Outcome(kind=Kind.SKIPPED, reason=Reason.FEED, detail="sent as text/html")
    assert seen(Result("a.html", skipped), whole=whole).strip() == "a.html  skipped (feed) sent as text/html"
