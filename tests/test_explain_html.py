from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from schemas.article import Link
from schemas.page import Page
from streams.explain import Explanation, explain
from streams.explain_html import Told, report
from streams.extract.body import Passage
from streams.markup import GENERATOR
from tests.cli.test_people import ARTICLE, WHY

URL = "https://soundpost.example/2024/03/ferry"
HOSTILE = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u202eevil\u2066\x00\x1b[0m</style></details>"
)
TEXT = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
PLACES = ("origin", "reason", "outcome", "text", "rule", "kind")


class Reader(HTMLParser):
    """The elements, attributes and words of a document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes it; what is open must be closed in order."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes the last one."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Notes the words."""
        self.words += data


def told(*passages: Passage) -> str:
    """A report of a page with these passages."""
    return report([Told("a.html", "article", "", Explanation(article=ARTICLE, passages=passages, url=URL))])


def test_a_report_holds_the_page_and_its_fields() -> None:
    """Each value with its source and its candidates, the winner marked by a word; what is not there in one line."""
    html = report([Told("a.html", "article", "", WHY)])
    assert html.index(GENERATOR) < 400
    assert "<title>A title – streams</title>" in html
    assert '<dd class="source">opengraph</dd>' in html
    assert '<summary aria-label="2 candidates for title">2 candidates</summary>' in html
    assert '<li class="won"><span class="verdict">✓ taken</span> <span class="from">opengraph</span>' in html
    assert '<span class="quiet">not found</span>' in html
    assert "Not on the page: <code>subtitle, date_modified" in html
    assert "<ul><li><bdi>Ada Quill</bdi></li><li><bdi>Bo Reed</bdi></li></ul>" in html
    assert "<bdi>no</bdi>" in html
    assert "score 1.0 · text 1.0" in html
    assert "What became of a page" in html
    assert "<nav" not in html


def test_a_long_list_is_collapsed() -> None:
    """Its length is told."""
    article = replace(ARTICLE, links=tuple(Link(f"https://a.example/{i}", "there") for i in range(5)))
    html = report([Told("a.html", "article", "", Explanation(article=article))])
    assert "<details><summary>5</summary><ul><li><bdi>https://a.example/0 · there</bdi></li>" in html


def test_the_text_is_in_order_with_marks() -> None:
    """Kept and removed by a word and a sign, the rule by its name; what follows one rule is one group."""
    html = told(
        Passage("Menu", "nav"),
        Passage("One", "", "paragraph"),
        Passage("Two", "", "heading"),
        Passage("a\n b", "", "code"),
        Passage("Top", "outside", "paragraph"),
        Passage("", "class:ad"),
    )
    assert '<b>✕ removed</b> by <code>nav</code></p><p class="line" dir="auto">Menu</p>' in html
    assert (
        '<b>✓ kept</b></p><p class="line" dir="auto">One</p><p class="line heading" dir="auto">Two</p>'
        '<pre class="line" dir="auto">a\n b</pre></li>' in html
    )
    assert "<code>outside</code> – not in the part of the page that is the article" in html
    assert "(no words)" in html
    assert "✓ 3 kept" in html
    assert "✕ 3 removed" in html
    assert "No record" in html


def test_much_that_was_removed_and_what_nobody_sees_is_collapsed() -> None:
    """Scripts and styles that follow each other are one group."""
    lines = (Passage(f"Line {i}", "outside") for i in range(6))
    html = told(*lines, Passage("a()", "script"), Passage("b", "style"))
    assert "the article (6): <bdi>Line 0…</bdi></summary>" in html
    assert "<code>script, style</code> (2): <bdi>a()…</bdi></summary>" in html


def test_what_was_removed_is_hidden_without_script() -> None:
    """By a box to tick, with a label of its own."""
    html = told(Passage("Menu", "nav"))
    assert '<label for="hide-1"><input type="checkbox" id="hide-1">Hide what was removed</label>' in html
    assert ".bar:has(:checked) ~ .flow > .gone { display: none; }" in html


def test_several_pages_have_a_table_of_contents() -> None:
    """Whatever became of them."""
    empty, crash = Told("b.html", "skipped", "empty", Explanation()), Told("c.html", "dead", "crash")
    html = report([Told("a.html", "article", "", WHY), empty, crash])
    assert "<title>3 pages – streams</title>" in html
    assert "1 article, 1 skipped, 1 dead" in html
    assert re.findall(r'<a href="#(page-\d)">([^<]*)', html) == [
        ("page-1", "A title"),
        ("page-2", "b.html"),
        ("page-3", "c.html"),
    ]
    assert re.findall(r'<section class="sheet" id="(page-\d)"', html) == ["page-1", "page-2", "page-3"]
    assert '<span class="badge dead">dead</span> <bdi class="quiet">crash</bdi>' in html


def test_nothing_comes_from_elsewhere() -> None:
    """No script, no file, no link that leads out; the browser is told to load nothing."""
    read = Reader(report([Told("a.html", "article", "", WHY), Told("b.html", "dead", "crash")]))
    leading = [value or "" for name, value in read.attributes if name in ("href", "src")]
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(read.tags)
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert ("content", policy) in read.attributes
    assert all(value.startswith("#") for value in leading)
    assert "url(" not in read.words
    assert "@import" not in read.words


@pytest.mark.parametrize("place", PLACES)
def test_hostile_markup_stays_text(place: str) -> None:
    """Wherever it stands: no element, no attribute, and no character that turns the text round."""
    at = {name: HOSTILE if name == place else "" for name in PLACES}
    passage = Passage(at["text"], at["rule"], at["kind"])
    plain = Explanation(passages=(Passage(""),) if not passage.rule else (Passage("", "nav"),))
    page = Told(at["origin"] or "a.html", at["outcome"], at["reason"], Explanation(passages=(passage,)))
    html, harmless = report([page, page]), report([Told("a.html", "", "", plain)] * 2)
    read = Reader(html)
    assert read.tags == Reader(harmless).tags
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert not set("\u202e\u2066\x00\x1b") & set(html)
    if place != "kind":
        assert "<script>alert(1)</script>" in read.words
        assert "⟨U+202E⟩evil⟨U+2066⟩⟨U+0000⟩" in read.words


def test_a_hostile_page_from_its_bytes_to_its_report() -> None:
    """Headline, meta tags, classes, text and URLs: what would run is shown as words, or not at all."""
    quoted = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    source = f"""<meta property="og:type" content="article"><title>{quoted}</title>
    <meta property="og:title" content="{quoted}"><meta name="author" content="{quoted}">
    <link rel="canonical" href="javascript:alert(2)"><meta property="og:image" content="data:text/html,{quoted}">
    <h1>Ferry {quoted}</h1><div class="ad {quoted}">Buy</div><p>{TEXT} {quoted}</p>
    <script>alert(3)</script><p onclick="alert(4)">{TEXT} <a href="javascript:alert(5)">There</a></p>"""
    found = explain(Page(URL, source.encode(), "text/html; charset=utf-8"))
    read = Reader(report([Told("a.html", "article", "", found)]))
    assert found.article is not None
    assert not {"script", "img", "a"} & set(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on") or name in ("href", "src")]
    assert read.open == []
    assert "javascript:alert(2)" in read.words
    assert "alert(3)" in read.words
    assert "alert(4)" not in read.words
