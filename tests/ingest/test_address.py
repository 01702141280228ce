from __future__ import annotations

import gzip
import os

import pytest

from streams.ingest.address import HEAD_BYTES, Addressing, claimed_url

CANONICAL = b'<link rel="canonical" href="https://news.example/a">'
OG_URL = b'<meta property="og:url" content="https://news.example/og">'


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (CANONICAL, "https://news.example/a"),
        (
            b"<LINK HREF='https://news.example/a?x=1&amp;y=2' REL='Canonical' />",
            "https://news.example/a?x=1&y=2",
        ),
        (b"<link rel=canonical href=http://news.example/a>", "http://news.example/a"),
        (OG_URL, "https://news.example/og"),
        (b'<meta name="og:url" content="https://news.example/og">', "https://news.example/og"),
        (OG_URL + CANONICAL, "https://news.example/a"),
        (b'<link rel="canonical" href="/a">' + OG_URL, "https://news.example/og"),
        (b'<link rel="alternate" href="https://news.example/b">', None),
        (b" " * HEAD_BYTES + CANONICAL, None),
        (b"", None),
        (gzip.compress(CANONICAL), "https://news.example/a"),
        (gzip.compress(CANONICAL)[:-8], "https://news.example/a"),
        (b"\x1f\x8bno gzip at all", None),
    ],
)
def test_the_url_that_a_page_claims(page: bytes, url: str | None) -> None:
    """The canonical link comes first, then og:url; only an absolute URL near the page's begin counts."""
    assert claimed_url(page) == url


def test_a_given_url_is_above_what_the_page_claims() -> None:
    """Whoever names a URL knows it."""
    addressing = Addressing(url="https://news.example/given", base_url="https://news.example/base/")
    assert addressing.url_of(CANONICAL, "a.html") == "https://news.example/given"


def test_a_claim_is_above_the_place() -> None:
    """A mirror's file names need not be the site's."""
    addressing = Addressing(base_url="https://news.example/")
    assert addressing.url_of(CANONICAL, "b.html") == "https://news.example/a"


@pytest.mark.parametrize("base", ["https://news.example/mirror", "https://news.example/mirror/"])
def test_the_place_below_the_base_url(base: str) -> None:
    """Names are escaped, a packed file's ending goes, and the base is a folder with or without its slash."""
    assert Addressing(base_url=base).url_of(b"", "2025/a ä.html.gz") == (
        "https://news.example/mirror/2025/a%20%C3%A4.html"
    )


def test_without_any_source_there_is_no_url() -> None:
    """No guess is presented as fact; the placeholder, where it is asked for, cannot exist."""
    assert Addressing().url_of(b"", "a.html") is None
    assert Addressing(placeholder=True).url_of(b"", "a.html") == "http://unknown.invalid/a.html"


def test_a_name_that_is_no_text_is_escaped() -> None:
    """Byte by byte, as servers write it."""
    relative = os.fsdecode(b"caf\xe9.html")
    assert (
        Addressing(base_url="https://news.example").url_of(b"", relative)
        == "https://news.example/caf%E9.html"
    )
