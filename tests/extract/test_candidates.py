from __future__ import annotations

import pytest

from schemas.page import Page
from streams.explain import explain
from streams.extract.body import extract_body
from streams.extract.candidates import Candidate, candidates
from streams.extract.document import Document
from streams.extract.record import record
from streams.sites import SiteRule
from streams.sites.rule import Pick

URL = "https://soundpost.example/news/2024/03/04/ferry"
TEXT = "<p>The ferry to Norrholm sailed again on Monday, after eleven days in the harbour.</p>" * 2
HEAD = """<html lang="en"><title>Ferry sails again | Soundpost</title>
<link rel="canonical" href="/ferry"><meta property="og:url" content="https://soundpost.example/f">
<meta property="og:title" content="Ferry sails again"><meta property="og:site_name" content="Soundpost">
<meta name="description" content="The ferry is back at last."><meta property="og:description" content="Back at last.">
<meta name="author" content="By Ida Moor"><meta name="keywords" content="ferry; harbour">
<meta property="article:section" content="News"><meta property="og:image" content="/a.jpg">
<meta property="article:published_time" content="4 March 2024"><meta name="date" content="soon">
<meta property="article:modified_time" content="2024-03-05"><meta name="paywall" content="no">"""
BODY = f"""<article><h1>Ferry sails again</h1><p class="subtitle">The first crossing for eleven days</p>
<p class="byline">by Bo Reed</p><time datetime="2024-03-04">4 March</time><p class="date">Updated 6 March 2024</p>
{TEXT}</article>"""


def found(html: str, rule: SiteRule | None = None) -> dict[str, tuple[Candidate, ...]]:
    """The candidates of a page."""
    document, rule = Document.parse(html, URL), rule or SiteRule()
    article = record(document, rule, extract_body(document, rule))
    return candidates(document, rule, article)


@pytest.mark.parametrize(
    ("field", "listed"),
    [
        (
            "canonical_url",
            [
                ("html", "/ferry", True),
                ("opengraph", "https://soundpost.example/f", False),
                ("url", URL, False),
            ],
        ),
        (
            "title",
            [
                ("html", "Ferry sails again", True),
                ("opengraph", "Ferry sails again", False),
                ("html", "Ferry sails again | Soundpost", False),
            ],
        ),
        ("subtitle", [("html", "The first crossing for eleven days", False)]),  # the text holds it
        (
            "description",
            [("opengraph", "Back at last.", True), ("meta", "The ferry is back at last.", False)],
        ),
        ("authors", [("meta", "By Ida Moor", True), ("html", "by Bo Reed", False)]),
        (
            "date_published",
            [
                ("opengraph", "4 March 2024", True),
                ("meta", "soon", False),
                ("html", "2024-03-04", False),
                ("url", "2024-03-04", False),
            ],
        ),
        ("date_modified", [("opengraph", "2024-03-05", True), ("html", "Updated 6 March 2024", False)]),
        ("language", [("html", "en", False)]),
        ("section", [("opengraph", "News", True)]),
        ("keywords", [("meta", "ferry; harbour", True)]),
        ("image", [("opengraph", "/a.jpg", True), ("html", "https://soundpost.example/a.jpg", False)]),
        ("publisher", [("opengraph", "Soundpost", True), ("html", "Soundpost", False)]),
        ("is_accessible_for_free", [("meta", "yes", True)]),
    ],
)
def test_each_field_has_its_candidates(field: str, listed: list[tuple[str, str, bool]]) -> None:
    """In the order in which the places are asked, each once; one has won where the field was found."""
    assert [tuple(candidate) for candidate in found(HEAD + BODY)[field]] == listed


def test_what_a_site_rule_picks_is_a_candidate() -> None:
    """Its first value, or all of them where the field is a list; it wins."""
    rule = SiteRule(title=(Pick(".t"),), keywords=(Pick(".k"),))
    html = f"{HEAD}<b class=t>Sails</b><b class=t>no</b><i class=k>Sea</i><i class=k>Ships</i>{BODY}"
    assert found(html, rule)["title"][0] == ("site", "Sails", True)
    assert found(html, rule)["keywords"][0] == ("site", "Sea, Ships", True)


def test_a_handle_wins_where_it_is_certain_to_be_an_author() -> None:
    """As in a meta tag; in a line that may be a byline it is listed, and not taken."""
    line, stated = BODY.replace("Bo Reed", "bo_reed"), '<meta name="author" content="By Ida Moor">'
    page = HEAD.replace(stated, stated.replace("By Ida Moor", "ida_moor and bo_reed")) + line
    assert found(page)["authors"] == (("meta", "ida_moor and bo_reed", True), ("html", "by bo_reed", False))
    assert found(HEAD.replace(stated, "") + line)["authors"] == (("html", "by bo_reed", False),)


def test_a_value_that_no_place_states_like_that_is_told_first() -> None:
    """It was put together, as the language from the body's own words."""
    told = explain(Page(URL, (HEAD + BODY).encode(), "text/html; charset=utf-8"))
    assert told.candidates["language"] == (("detection", "en", True), ("html", "en", False))
    judged = [name for name in told.sources if name in told.candidates]
    assert all(sum(candidate.won for candidate in told.candidates[name]) == 1 for name in judged)


def test_a_field_without_candidates_is_not_listed() -> None:
    """The page says nothing of it."""
    assert "date_modified" not in found(f"<h1>Ferry</h1>{TEXT}")
