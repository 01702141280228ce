from __future__ import annotations

from itertools import product
from urllib.parse import urljoin

import pytest

from streams.extract.document import Document
from streams.extract.links import absolute, canonical_url, host_of, normalise

PAGE = "https://paper.example/world/story-1?utm_source=mail#top"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a/b", "https://paper.example/a/b"),
        ("//cdn.example/i.jpg", "https://cdn.example/i.jpg"),
        (" https://other.example/x y ", "https://other.example/x%20y"),
        ("HTTPS://other.example/x", "https://other.example/x"),
        ("?p=2", "https://paper.example/world/?p=2"),
        ("#top", None),
        ("", None),
        (None, None),
        ("mailto:desk@paper.example", None),
        ("javascript:void(0)", None),
        ("data:image/gif;base64,R0", None),
        ("http://[broken", None),
        ("//host:99999/", None),
    ],
)
def test_a_link_is_made_absolute(href: str | None, url: str | None) -> None:
    """A link is resolved against its page; what does not lead to an http(s) address is none."""
    assert absolute("https://paper.example/world/", href) == url


PATHS = ("", "/", "/a", "/a/", "/a//b", "/.a", "/a/..", "/a/../b", "/a;", "/a;b", "/é", "/a%2e", "/[a")
TAILS = ("", "?", "?a", "?a/../b?c;d", "#", "#b", "#b#/../c", "?a#b", "?#")


@pytest.mark.parametrize(
    "base", ["https://paper.example/world/", "HTTP://Paper.Example:8080/x", "http://[::1]/"]
)
def test_a_short_cut_leads_where_joining_leads(base: str) -> None:
    """Whole addresses and those from the root come out as the standard library would join them."""
    for host, path, tail in product(("", "http://a.example", "https://a.example:80"), PATHS, TAILS):
        href = host + path + tail
        if href and not href.startswith("#"):
            assert absolute(base, href) == urljoin(base, href)


def test_nothing_is_made_absolute_on_what_is_no_page() -> None:
    """A path leads nowhere where the base is no http(s) address."""
    assert absolute("", "/a") is None


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://Paper.Example:443/A?b=1&utm_source=x&fbclid=y#z", "https://paper.example/A?b=1"),
        ("http://paper.example:8080", "http://paper.example:8080/"),
        ("https://paper.example/?id=7&&ref_src=x", "https://paper.example/?id=7"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("no url", "no url"),
    ],
)
def test_a_url_is_normalised(url: str, plain: str) -> None:
    """Case of scheme and host, default port, fragment and tracking parameters make no difference."""
    assert normalise(url) == plain


def test_the_host_is_named_without_www() -> None:
    """`www.` says nothing about a site; something that is no URL has no host."""
    assert host_of("https://WWW.Paper.example/x") == "paper.example"
    assert host_of("nowhere") == ""


@pytest.mark.parametrize(
    ("head", "url", "source"),
    [
        ('<link rel="canonical" href="/world/story-1">', "https://paper.example/world/story-1", "html"),
        (
            '<link rel=canonical href="https://paper.example/"><meta property="og:url" content="/s">',
            "https://paper.example/s",
            "opengraph",
        ),
        ('<link rel=canonical href="ftp://paper.example/x">', "https://paper.example/world/story-1", "url"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","url":"https://paper.example/ld"}</script>',
            "https://paper.example/ld",
            "json-ld",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","url":["x"]}</script>',
            "https://paper.example/world/story-1",
            "url",
        ),
    ],
)
def test_the_canonical_url_is_what_the_page_declares(head: str, url: str, source: str) -> None:
    """A declared URL wins unless it is a home page or unusable; the page's own URL is the last resort."""
    found = canonical_url(Document.parse(head, PAGE))
    assert (found.value, found.source) == (url, source)


def test_a_home_page_may_be_its_own_canonical_url() -> None:
    """A canonical link to the root is right on the root itself."""
    document = Document.parse(
        '<link rel=canonical href="https://paper.example/">', "https://paper.example/?a=1"
    )
    assert canonical_url(document).value == "https://paper.example/"
