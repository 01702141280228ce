from __future__ import annotations

from schemas.page import Page
from schemas.rejection import Reason
from streams.explain import explain
from streams.pipeline import process

URL = "https://soundpost.example/2024/03/ferry"
A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
HTML = f"""<meta property="og:type" content="article"><h1>Ferry sails again</h1>
<aside>Menu</aside><p>{A}</p><p>{A[:70]}.</p>"""


def page(html: str) -> Page:
    """A page of that HTML."""
    return Page(URL, html.encode(), "text/html; charset=utf-8")


def test_an_article_is_explained() -> None:
    """The record is the one that `process` gives, with what was removed and which rule gave each field."""
    found = explain(page(HTML))
    assert found.article == process(page(HTML))
    assert found.rejection is None
    assert ("aside", "Menu") in [(removed.rule, removed.snippet) for removed in found.removed]
    assert found.sources["text"] == "heuristic"


def test_a_line_that_only_names_the_author_is_told() -> None:
    """It is left out of the text when the authors are known."""
    signed = f"<p>{A} It was full.</p><p>von Ida Moor</p><p>{A} She waited.</p>"
    found = explain(page(f'<meta name="author" content="Ida Moor">{HTML}{signed}'))
    assert found.article is not None
    assert "Ida" not in found.article.text
    assert ("byline", "von Ida Moor") in [(removed.rule, removed.snippet) for removed in found.removed]


def test_a_refused_page_is_explained_too() -> None:
    """The reason, and what was removed, of a page that is no article."""
    found = explain(page("<nav>Menu</nav>"))
    assert found.article is None
    assert found.rejection is not None
    assert found.rejection.reason is Reason.EMPTY
    assert [removed.rule for removed in found.removed] == ["nav"]
    assert found.sources == {}


def test_a_page_that_cannot_be_read_has_nothing_removed() -> None:
    """Nothing was seen of it."""
    found = explain(page("<div>" * 5000))
    assert found.rejection is not None
    assert found.rejection.reason is Reason.TOO_DEEP
    assert found.removed == ()
