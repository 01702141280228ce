from __future__ import annotations

from streams.extract.document import Document

URL = "https://paper.example/a/b"


def microdata(html: str) -> list[object]:
    """The items of a page."""
    return list(Document.parse(html, URL).microdata)


def test_properties_belong_to_the_item_around_them() -> None:
    """Items nest as the elements do, and have the shape of JSON-LD nodes."""
    html = """
      <div itemscope itemtype="https://schema.org/NewsArticle">
        <h1 itemprop="headline">Rain <i>falls</i></h1>
        <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Ann Lee</b></span>
        <time itemprop="datePublished" datetime="2021-05-04">yesterday</time>
        <meta itemprop="keywords" content="rain"><meta itemprop="keywords" content="wind">
        <a itemprop="url" href="/a/b">link</a><img itemprop="image" data-src="/i.jpg">
        <div itemprop="articleBody">Words and words.</div>
      </div>"""
    assert microdata(html) == [
        {
            "@type": ["NewsArticle"],
            "headline": "Rain falls",
            "author": {"@type": ["Person"], "name": "Ann Lee"},
            "datePublished": "2021-05-04",
            "keywords": ["rain", "wind"],
            "url": "/a/b",
            "image": "/i.jpg",
        }
    ]


def test_rdfa_is_read_alike() -> None:
    """`typeof` and `property` say what `itemscope` and `itemprop` say."""
    html = '<div typeof="schema:NewsArticle"><b property="schema:headline">Rain</b><i property="">x</i></div>'
    assert microdata(html) == [{"@type": ["NewsArticle"], "headline": "Rain"}]


def test_properties_without_an_item_are_kept_apart() -> None:
    """Loose properties still speak of the page, after every item; a nested item there stands for itself."""
    html = '<b itemprop="headline">Rain</b><p itemscope itemprop="author" itemid="/ann"><b itemprop="name">Ann</b></p>'
    assert microdata(html) == [{"@type": ["Thing"], "url": "/ann", "name": "Ann"}, {"headline": "Rain"}]


def test_many_properties_are_read_up_to_a_number() -> None:
    """A page cannot make us gather without end."""
    (loose,) = microdata("<b itemprop=name>x</b>" * 5000)
    assert isinstance(loose, dict)
    assert len(loose["name"]) == 800


def test_open_graph_tags_are_no_properties() -> None:
    """`meta property` in the head speaks Open Graph, not RDFa."""
    assert microdata('<meta property="og:title" content="Rain">') == []
