from __future__ import annotations

from streams.extract.document import Document
from streams.extract.titles import is_headline, titles_of
from streams.extract.tree import Tree, first
from streams.extract.walk import outline

HTML = """<title>Ferry sails again | Sea - The Sound Post</title><meta property="og:title" content="The ferry sails!">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Norrholm has its ferry back"}</script>
<h1>Anything</h1><p>FERRY sails again</p><p>Sea</p><p>Norrholm has its ferry back.</p><p>Another line</p>"""


def test_a_page_may_state_its_title_in_many_ways() -> None:
    """Each is kept as a key, with and without what follows a separator."""
    titles = titles_of(Document.parse(HTML, "https://soundpost.example/ferry"), "As was found")
    assert {"ferry sails again", "the ferry sails", "norrholm has its ferry back", "as was found"} <= titles
    assert "" not in titles


def test_a_line_is_the_headline_by_its_element_or_its_words() -> None:
    """Case and punctuation do not matter."""
    document = Document.parse(HTML, "https://soundpost.example/ferry")
    assert document.tree.body is not None
    titles = titles_of(document, None)
    pieces = outline(document.tree.body).pieces
    assert [is_headline(piece, titles) for piece in pieces] == [True, True, False, True, False]
    assert first(Tree(""), "title") is None
    assert titles_of(Document.parse("", "https://soundpost.example/"), None) == set()
