from __future__ import annotations

import pytest

from streams.extract.document import Document
from streams.extract.found import Found
from streams.extract.place import Place
from streams.extract.taxonomy import keywords, section, tidy

URL = "https://paper.example/us/rain"
LD = '<script type="application/ld+json">%s</script>'
CRUMBS = LD % (
    '{"@type":"BreadcrumbList","itemListElement":[{"item":{"@id":"/","name":"Home"}},{"name":"World"},'
    '{"name":"Europe"},{"name":"Rain falls"}]}'
)


@pytest.mark.parametrize(
    ("html", "value", "source"),
    [
        (LD % '{"@type":"NewsArticle","articleSection":["Weather","News"]}', "Weather", "json-ld"),
        ('<meta property="article:section" content="Weather &amp; Sea">', "Weather & Sea", "opengraph"),
        (CRUMBS, "World", "json-ld"),
        (
            LD
            % '{"@type":"WebPage","breadcrumb":{"@type":"BreadcrumbList","itemListElement":["a/b","News",1]}}',
            "News",
            "json-ld",
        ),
        ('<a href="/us/">US</a>', "US", "url"),
        ('<a href="https://www.paper.example/us">US</a>', "US", "url"),
    ],
)
def test_the_section_is_what_the_publisher_calls_it(html: str, value: str, source: str) -> None:
    """Stated sections come first, then the first crumb below home, then the words of a link to the page's folder."""
    assert section(Document.parse(html, URL)) == (value, source)


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<p>x", URL),
        ('<a href="https://other.example/us/">US</a>', URL),
        ('<a href="/rain/">Rain</a>', "https://paper.example/rain"),
        ('<a href="/2020/">2020</a>', "https://paper.example/2020/rain"),
        ('<a href="/us/">' + "words " * 20 + "</a>", URL),
        (LD % '{"@type":"BreadcrumbList","itemListElement":7}', URL),
        ('<meta property="article:section" content="www.paper.example">', "https://paper.example/us/rain"),
        (LD % '{"@type":"BreadcrumbList","itemListElement":["Home","Rain"]}', URL),
    ],
)
def test_no_section_is_made_up(html: str, url: str) -> None:
    """A folder without a link that names it, another site's link, home and broken trails give none."""
    assert section(Document.parse(html, url)) is None


@pytest.mark.parametrize(
    ("texts", "tags"),
    [
        (["rain, wind; sea", "Rain"], ("rain", "wind; sea")),
        (["rain; wind"], ("rain", "wind")),
        (["雨、風"], ("雨", "風")),
        (["#rain", " wind. "], ("rain", "wind")),
        (["rain (12)", "wind (3 posts)"], ("rain", "wind")),
        (["id:123", "story_id=7", "https://x.example", "a1234567", "{x}", "/article", "snake_case_tag"], ()),
        (["Section: Sport", "NLP Category: General"], ()),
        (["", "...", "x" * 100], ()),
        (["AER", "AERO", "AIR", "INDG08", "GEN", "Rain"], ()),
        (["World news"], ()),
    ],
)
def test_tags_are_tidied(texts: list[str], tags: tuple[str, ...]) -> None:
    """Lists are split and each tag kept once; barred words and what machines put there go."""
    assert tidy(texts, frozenset({"world news"})) == tags


def found(html: str) -> Found[tuple[str, ...]] | None:
    """The tags of a page in the section US."""
    document = Document.parse(html, URL)
    return keywords(document, Place(document, "Rain falls"), frozenset({"us"}))


@pytest.mark.parametrize(
    ("html", "tags", "source"),
    [
        (LD % '{"@type":"NewsArticle","keywords":["rain","US","wind"]}', ("rain", "wind"), "json-ld"),
        (LD % '{"@type":"NewsArticle","keywords":"rain, wind"}', ("rain", "wind"), "json-ld"),
        (
            '<meta property="article:tag" content="rain"><meta property="article:tag" content="wind">',
            ("rain", "wind"),
            "opengraph",
        ),
        ('<meta name="news_keywords" content="rain,wind">', ("rain", "wind"), "meta"),
        (
            '<meta name="keywords" content="sun"><h1>Rain falls</h1><a rel="tag" href="/t/1">rain</a>',
            ("rain",),
            "html",
        ),
        ('<meta name="keywords" content="rain,wind">', ("rain", "wind"), "meta"),
    ],
)
def test_the_first_place_with_tags_wins(html: str, tags: tuple[str, ...], source: str) -> None:
    """JSON-LD, then an editor's meta tags, then a row of tag links, then what is meant for search engines."""
    assert found(html) == (tags, source)


def test_a_page_without_tags_has_none() -> None:
    """Nothing is made up."""
    assert found("<p>x") is None
