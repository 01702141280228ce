from __future__ import annotations

import dataclasses

import pytest

from streams.extract.document import Document

URL = "https://www.paper.example/world/story"


def test_a_page_is_read_once() -> None:
    """Meta tags by lower-case name, link targets by relation, headings and nodes are at hand after parsing."""
    document = Document.parse(
        """<html><head><base href="/base/"><title>Rain &amp; wind</title>
        <meta property="OG:Title" content=" Rain "><meta name="author" content="Ann"><meta name="author" content="Bo">
        <meta name="twitter:title" property="og:title" content="Both"><meta name="empty" content="">
        <meta charset="utf-8"><link rel="Canonical shortlink" href="/s">
        <script type="application/LD+JSON">{"@type": "NewsArticle", "headline": "Rain"}</script></head>
        <body><svg><title>drawing</title></svg><h1>Rain</h1></body></html>""",
        URL,
    )
    assert document.url == URL
    assert document.base == "https://www.paper.example/base/"
    assert document.domain == "paper.example"
    assert document.meta == {
        "og:title": ("Rain", "Both"),
        "author": ("Ann", "Bo"),
        "twitter:title": ("Both",),
    }
    assert document.rel == {"canonical": ("/s",), "shortlink": ("/s",)}
    assert document.title == "Rain & wind"
    assert [node.text() for node in document.headings] == ["Rain"]
    assert document.articles == (("json-ld", {"@type": "NewsArticle", "headline": "Rain"}),)


def test_an_empty_page_is_a_document_too() -> None:
    """Parsing never fails."""
    document = Document.parse("", "")
    assert (document.title, document.domain, document.articles) == ("", "", ())


def test_the_title_of_a_drawing_is_not_the_pages() -> None:
    """SVG has a `title` element of its own."""
    assert Document.parse("<svg><title>drawing</title></svg>", URL).title == ""


def test_repeated_meta_tags_are_kept_up_to_a_number() -> None:
    """A page cannot make us gather without end."""
    assert len(Document.parse('<meta name="a" content="b">' * 500, URL).meta["a"]) == 64


def test_an_unusable_base_is_ignored() -> None:
    """Links are then resolved against the page's URL."""
    assert Document.parse('<base href="mailto:x"><base href="http://[">', URL).base == URL


def test_microdata_and_loose_properties_are_witnesses_after_json_ld() -> None:
    """The better witness comes first."""
    document = Document.parse(
        '<b itemprop="headline">c</b><p itemscope itemtype="NewsArticle"><b itemprop="headline">b</b></p>'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "a"}</script>',
        URL,
    )
    assert [(source, node["headline"]) for source, node in document.articles] == [
        ("json-ld", "a"),
        ("microdata", "b"),
        ("microdata", "c"),
    ]


def test_a_document_is_frozen() -> None:
    """Every extractor reads the same page."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Document.parse("", URL).url = "x"  # type: ignore[misc]  # the assignment under test
