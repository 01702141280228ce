from __future__ import annotations

import json

import pytest

from streams.extract.claims import hints_at_article, is_called_article, is_dated, is_described
from streams.extract.document import Document

URL = "https://soundpost.example/2024/03/ferry"


def parse(html: str) -> Document:
    """A page."""
    return Document.parse(html, URL)


def linked(*types: str) -> Document:
    """A page with JSON-LD nodes of these types."""
    nodes = json.dumps([{"@type": name, "headline": "Ferry"} for name in types])
    return parse(f'<script type="application/ld+json">{nodes}</script>')


def test_meta_tags_say_that_a_page_is_an_article() -> None:
    """By the time of publication, and by its type."""
    assert is_dated(parse('<meta property="article:published_time" content="2024-03-11">'))
    assert not is_dated(parse('<meta property="article:modified_time" content="2024-03-11">'))
    assert is_called_article(parse('<meta property="og:type" content="Article">'))
    assert not is_called_article(parse('<meta property="og:type" content="website">'))


@pytest.mark.parametrize(
    "types", [["NewsArticle"], ["WebPage", "BlogPosting"], ["Recipe"], ["Article", "VideoObject"]]
)
def test_one_work_in_markup_is_the_page(types: list[str]) -> None:
    """Articles, recipes and films are described so."""
    assert is_described(linked(*types))


@pytest.mark.parametrize("types", [[], ["WebPage"], ["CollectionPage", "WebSite"], ["NewsArticle"] * 3])
def test_a_page_or_many_works_in_markup_are_no_article(types: list[str]) -> None:
    """Lists mark up each article that they tell of."""
    assert not is_described(linked(*types))


def test_microdata_describes_as_json_ld_does() -> None:
    """One item is the page, three are a list."""
    item = '<div itemscope itemtype="https://schema.org/NewsArticle"><b itemprop="headline">Ferry</b></div>'
    assert is_described(parse(item))
    assert not is_described(parse(item * 3))


def test_some_words_hint_at_an_article() -> None:
    """Pages of every kind have them."""
    assert hints_at_article(linked("WebPage"))
    assert hints_at_article(parse('<meta property="article:modified_time" content="2024-03-11">'))
    assert not hints_at_article(parse("<h1>Ferry</h1>"))
