from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from streams.extract.document import Document
from streams.extract.lead_image import lead_image
from streams.extract.metadata import metadata
from streams.sites import Pick, SiteRule

URL = "https://paper.example/world/2021/05/04/rain"
NO_RULE = SiteRule()


def test_a_page_in_words_of_its_own_gives_every_field() -> None:
    """Each field carries the rule that gave it; fields that must not repeat another one do not."""
    page = """<html lang="en"><head><title>Rain falls | Daily Planet</title>
      <meta property="og:site_name" content="Daily Planet"><meta property="og:title" content="Rain falls">
      <meta name="description" content="It rains all day."><meta name="author" content="Ann Lee, Daily Planet">
      <meta property="article:published_time" content="2021-05-04T10:00Z">
      <meta property="article:modified_time" content="2021-05-04T11:00Z">
      <meta property="article:section" content="World"><meta name="keywords" content="World, rain, Daily Planet">
      <meta property="article:content_tier" content="free"></head>
      <body><h1>Rain falls</h1><h2 class="subtitle">No end is near</h2><p>It rains.</p></body></html>"""
    found = metadata(Document.parse(page, URL), NO_RULE)
    assert {name: (value.value, value.source) for name, value in found.items()} == {
        "canonical_url": (URL, "url"),
        "title": ("Rain falls", "html"),
        "subtitle": ("No end is near", "html"),
        "description": ("It rains all day.", "meta"),
        "authors": (("Ann Lee",), "meta"),
        "date_published": ("2021-05-04T10:00:00+00:00", "opengraph"),
        "date_modified": ("2021-05-04T11:00:00+00:00", "opengraph"),
        "section": ("World", "opengraph"),
        "keywords": (("rain",), "meta"),
        "publisher": ("Daily Planet", "opengraph"),
        "is_accessible_for_free": (True, "opengraph"),
    }


def test_an_empty_page_gives_its_url_only() -> None:
    """What a page does not say is left out."""
    assert list(metadata(Document.parse("", "https://paper.example/a"), NO_RULE)) == ["canonical_url"]


def test_a_sites_rule_wins() -> None:
    """The picks of a rule are read as the fields demand; the first that gives a value is taken."""
    rule = SiteRule(
        host="paper.example",
        title=(Pick(".none"), Pick(".t")),
        authors=(Pick(".a"),),
        date_published=(Pick(".t"), Pick("time", "datetime")),
        keywords=(Pick(".k"),),
        image=(Pick("img", "src"),),
        section=(Pick(".none"),),
    )
    page = """<title>Other</title><p class=t>Rain &amp; wind</p><p class=a>By Ann Lee</p><p class=a>Bo Wu</p>
      <time datetime="2021-05-04"></time><b class=k>rain</b><b class=k>wind</b><img src="/i.jpg">"""
    found = metadata(Document.parse(page, "https://paper.example/a"), rule)
    assert {name: value.value for name, value in found.items() if value.source == "site"} == {
        "title": "Rain & wind",
        "authors": ("Ann Lee", "Bo Wu"),
        "date_published": "2021-05-04",
        "keywords": ("rain", "wind"),
        "image": "https://paper.example/i.jpg",
    }


KEYS = (
    *(
        "@type",
        "@id",
        "@graph",
        "name",
        "headline",
        "author",
        "publisher",
        "datePublished",
        "dateModified",
        "image",
    ),
    *(
        "url",
        "keywords",
        "articleSection",
        "mainEntity",
        "mainEntityOfPage",
        "itemListElement",
        "item",
        "hasPart",
    ),
    *(
        "isAccessibleForFree",
        "description",
        "alternativeHeadline",
        "inLanguage",
        "breadcrumb",
        "creator",
        "givenName",
    ),
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["https://paper.example/x", "2021-05-04T10:00", "By Ann Lee", "#id", "NewsArticle", "Person"]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)
NODES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=10).map(
    lambda node: {"@type": "NewsArticle", **node}
)


@given(
    st.lists(NODES | VALUES, max_size=3), st.sampled_from([URL, "http://[::1]:99999/", "http://[", "no url"])
)
def test_no_json_ld_breaks_the_reading(nodes: list[object], url: str) -> None:
    """Values of any type in any place give fields or none, never an error, and texts that UTF-8 can hold."""
    script = json.dumps(nodes).replace("</", "<\\/")
    document = Document.parse(
        f'<title>x</title><script type="application/ld+json">{script}</script><h1>x</h1>', url
    )
    found = metadata(document, NO_RULE)
    assert all(value.value is not None for value in found.values())
    assert str([value.value for value in found.values()]).encode()
    lead_image(document, ())


PIECES = (
    *(
        "<div itemscope itemtype=NewsArticle>",
        "<span itemprop=author>",
        "</div>",
        "<h1>",
        "</h1>",
        "<time>",
        "x",
        "By ",
    ),
    *(
        '<time datetime="2020">',
        '<a rel=author href="//x[">',
        "<a rel=tag href=/tag/x>",
        "2020-12-15",
        "<p class=byline>",
    ),
    *(
        '<base href="http://[">',
        '<link rel=canonical href="http://[">',
        "<table>",
        "<tr>",
        "<td>",
        "<title>x | y</title>",
    ),
    *(
        '<a href="/us/">US</a>',
        "<header>",
        "<footer>",
        "<article>",
        "<svg><title>q</title></svg>",
        "&#xd800;",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_html_breaks_the_reading(html: str) -> None:
    """Elements in any order give fields or none, never an error."""
    assert "canonical_url" in metadata(Document.parse(html, "https://paper.example/us/2020/12/15/x"), NO_RULE)
