from __future__ import annotations

import pytest

from streams.extract.byline import authors, people
from streams.extract.document import Document
from streams.extract.found import Found
from streams.extract.place import Place

SITE = frozenset({"daily planet", "dp", "dailyplanet"})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("By ANN LEE and Bo van Wu, Staff Reporters (AP)", ("ANN LEE", "Bo van Wu")),
        ("Written by: Ann Lee | Published 4 May 2021", ("Ann Lee",)),
        ("Lee, Ann", ("Ann Lee",)),
        ("Von der Leyen", ("Von der Leyen",)),
        ("Di Maio", ("Di Maio",)),
        ("von Benni", ("Benni",)),
        ("By", ()),
        ("Ann Lee, Bo Wu & Cy Oz", ("Ann Lee", "Bo Wu", "Cy Oz")),
        ("Ann Lee, Daily Planet", ("Ann Lee",)),
        ("Daily Planet, Springfield, Oregon", ()),
        ("Ann Lee, DP NORTH", ("Ann Lee",)),
        ("https://paper.example/ann", ()),
        ("@annlee", ()),
        ("Reuters", ()),
        ("Agence France-Presse", ()),
        ("Sports Desk", ()),
        ("admin", ()),
        ("wordpressadmin", ()),
        ("", ()),
        ("Leave a comment", ()),
        ("A B C D E F G", ()),
        ("Ann Lee; Ann  LEE", ("Ann Lee",)),
        ("<a href='/ann'>Ann Lee</a>", ("Ann Lee",)),
        ("신현주 기자", ("신현주",)),
        ("文/李安", ("李安",)),
        ("記者 王小明", ("王小明",)),
        ("Автор: Анна Ли", ("Анна Ли",)),
        ("Jean-Luc O’Brien", ("Jean-Luc O’Brien",)),
        ("प्रिया शर्मा", ("प्रिया शर्मा",)),
        ("Ann (Rose) Lee", ("Ann Lee",)),
        ("by Ann Lee on 4 May 2021", ("Ann Lee",)),
        ("Von Ann Lee am Montag um 9:30", ("Ann Lee",)),
        ("Ann Lee, MD", ("Ann Lee",)),
        ("Veröffentlicht von", ()),
        ("Geschrieben von Ann Lee", ("Ann Lee",)),
        ("Alle Beiträge", ()),
        ("ann lee", ()),
        ("annlee84", ()),
    ],
)
def test_a_byline_names_people(text: str, names: tuple[str, ...]) -> None:
    """Prefixes, roles, agencies, the site, addresses and numbers go; people stay, each once, in order."""
    assert people([text], SITE) == names


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Von Ann Lee und Bo Wu", "de", ("Ann Lee", "Bo Wu")),
        ("Por Ana Paz y Leo Gil", "es", ("Ana Paz", "Leo Gil")),
        ("Par Anne Roy et Luc Bel", "fr", ("Anne Roy", "Luc Bel")),
        ("Анна Ли и Борис Ву", "ru", ("Анна Ли", "Борис Ву")),
        ("José Ortega y Gasset", "en", ("José Ortega y Gasset",)),
        ("Ann Lee und Bo Wu", None, ("Ann Lee", "Bo Wu")),
    ],
)
def test_the_language_decides_on_conjunctions(
    text: str, language: str | None, names: tuple[str, ...]
) -> None:
    """A list is split at the conjunctions of the page's language."""
    assert people([text], SITE, language) == names


def found(html: str) -> Found[tuple[str, ...]] | None:
    """The authors of a page of the Daily Planet."""
    document = Document.parse(html, "https://dailyplanet.example/a/b")
    return authors(document, Place(document, "Rain falls"), SITE, "en")


LD = '<script type="application/ld+json">{"@type":"NewsArticle","author":%s}</script>'
H1 = "<h1>Rain falls</h1>"
THREE = ("Ann Lee", "Bo Wu", "Cy Oz")


@pytest.mark.parametrize(
    ("html", "names", "source"),
    [
        (LD % '[{"@type":"Person","name":"Ann Lee"},"Bo Wu"]', ("Ann Lee", "Bo Wu"), "json-ld"),
        (LD % '{"givenName":"Ann","familyName":"Lee"}', ("Ann Lee",), "json-ld"),
        (
            LD % '{"@type":"Organization","name":"Ann Lee"}' + '<meta name=author content="Bo Wu">',
            ("Bo Wu",),
            "meta",
        ),
        ('<p itemscope itemtype="Article"><b itemprop="author">Ann Lee</b></p>', ("Ann Lee",), "microdata"),
        (H1 + '<a rel="author" href="/x">Ann</a>', ("Ann",), "html"),
        (
            H1 + '<p class="byline">By <a href="/x">Ann Lee</a>, <a href="/y">Bo Wu</a></p>',
            ("Ann Lee", "Bo Wu"),
            "html",
        ),
        (H1 + '<b class="author">Ann Lee</b> <b class="author">Bo Wu</b>', ("Ann Lee", "Bo Wu"), "html"),
        (H1 + '<p class="author">Ann Lee<br>Nowhere</p>', ("Ann Lee",), "html"),
        (H1 + '<a href="/authors/ann">Ann Lee</a>', ("Ann Lee",), "html"),
        (H1 + "<p>By Ann Lee</p>", ("Ann Lee",), "html"),
        (H1 + "<p>x</p>" * 200 + '<p class="author-name">Ann Lee</p>', ("Ann Lee",), "html"),
        (H1 + "<p>x</p>" * 200 + '<p><a href="/author/ann">Ann Lee</a></p>', ("Ann Lee",), "html"),
        (H1 + '<a href="/author/ann">Ann</a>', ("Ann",), "html"),
        (H1 + '<a href="/staff/ann">Ann Lee</a>', ("Ann Lee",), "html"),
        (H1 + '<a href="/author/ann">Ann Lee</a> <a href="/rain">Rain Maps</a>', ("Ann Lee",), "html"),
        (
            H1 + '<p class="byline"><a href="/author/ann">Ann Lee</a> in <a href="/rain">Rain Maps</a></p>',
            ("Ann Lee",),
            "html",
        ),
        (H1 + '<b class="Post_authorName__x1">Ann Lee</b>', ("Ann Lee",), "html"),
        (H1 + "<p>By</p><p>Ann Lee</p><p>Rain Maps</p>", ("Ann Lee",), "html"),
        (H1 + "<p>Written by:</p><b>Ann Lee</b>, <b>Bo Wu</b> and <b>Cy Oz</b>", THREE, "html"),
        (H1 + "<p>— by Ann Lee<b> &amp; </b>Bo Wu</p>", ("Ann Lee", "Bo Wu"), "html"),
        (LD % '{"@type":"Person","name":"ann lee"}', ("ann lee",), "json-ld"),
        (LD % '{"@type":"Person","name":"Ann lee"}', ("Ann lee",), "json-ld"),
        (LD % '{"@type":"Person","name":"ann_lee84"}', ("ann_lee84",), "json-ld"),
    ],
)
def test_the_first_place_that_names_people_wins(html: str, names: tuple[str, ...], source: str) -> None:
    """JSON-LD and microdata, then meta tags, then marked elements, then a line that opens with `By`."""
    assert found(html) == (names, source)


@pytest.mark.parametrize(
    "html",
    [
        H1,
        H1 + '<p class="author-bio">Ann Lee</p>',
        H1 + '<p class="author">' + "Ann Lee writes at length. " * 20 + "</p>",
        H1 + '<div class="comments"><p class="author">Ann Lee</p></div>',
        LD % '{"@type":"Person"}',
        LD % "7",
        H1 + "<p>by</p><p>6612</p>",
        H1 + "<p>by</p>",
        H1 + '<p>Much rain. <a href="/authors/ann">Ann Lee</a>' + " More rain." * 40 + "</p>",
        LD % '{"@type":"Person","name":"rain Maps"}',
        LD % '{"@type":"Person","name":"DPX"}',
    ],
)
def test_nobody_is_made_up(html: str) -> None:
    """Biographies, commentators, numbers and empty nodes are no authors."""
    assert found(html) is None


ORGANISATION = '<script type="application/ld+json">{"@type":%s,"name":"Ann Lee"}</script>'
OWN_SITE = frozenset({"ann lee", "annlee", "the lee", "lee"})


@pytest.mark.parametrize(
    ("html", "names"),
    [
        (LD % '{"@type":"Person","name":"Ann Lee"}', ("Ann Lee",)),
        ('<meta name=author content="Ann Lee">', ("Ann Lee",)),
        (H1 + '<a rel="author" href="/">Ann Lee</a>', ("Ann Lee",)),
        (LD % '{"@type":"Person","name":"Ann Lee"}' + H1 + "<p>By Bo Wu</p>", ("Bo Wu",)),
        (
            LD % '{"@type":"Person","name":"Ann Lee"}' + ORGANISATION % '["Person","Organization"]',
            ("Ann Lee",),
        ),
        (LD % '{"@type":"Person","name":"Ann Lee"}' + ORGANISATION % '"Organization"', None),
        (LD % '{"@type":"Person","name":"The Lee"}', None),
        (LD % '{"@type":"Person","name":"Lee"}', None),
        (H1 + "<p>By Ann Lee</p>", None),
    ],
)
def test_a_site_may_bear_the_name_of_its_author(html: str, names: tuple[str, ...] | None) -> None:
    """A full name that the markup says to be the author's, unless the page calls it an organisation's."""
    document = Document.parse(html, "https://annlee.example/a/b")
    assert getattr(authors(document, Place(document, "Rain falls"), OWN_SITE, "en"), "value", None) == names
