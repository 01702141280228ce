from __future__ import annotations

import pytest

from schemas.sniff import FEED_ROOTS, foreign_kind, looks_like_html, root_name


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\r\n%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "a WebP image"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x00\x00\x00\x20ftypisom", "MP4 or AVIF media"),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_kinds_by_their_first_bytes(body: bytes, kind: str | None) -> None:
    """Files that are no text are known by how they begin."""
    assert foreign_kind(body) == kind


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<rss>", b"rss"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><!-- <html> --><FEED>", b"feed"),
        (b"<!DOCTYPE rdf:RDF><rdf:RDF>", b"rdf:rdf"),
        (b"<?xml?><urlset>", b"urlset"),
        ("<?xml?><sitemapindex>".encode("utf-16"), b"sitemapindex"),
        ("<?xml?><opml>".encode("utf-16-be"), b"opml"),
        (b"<!doctype html><html>", b"html"),
        (b"words <rss>", None),
        (b"", None),
        (b"<!-- a -->" * 1000 + b"<rss>", None),
    ],
)
def test_first_element(body: bytes, name: bytes | None) -> None:
    """The first element is found behind declarations, comments and byte order marks, in the first 4 kB."""
    assert root_name(body) == name
    assert (name in FEED_ROOTS) == (name not in {b"html", None})


@pytest.mark.parametrize(
    ("body", "is_html"),
    [
        (b"a <p class=x>", True),
        ("<html>".encode("utf-16"), True),
        (b"a < b and b > c", False),
        (b"<pre-1>", False),
    ],
)
def test_markup(body: bytes, is_html: bool) -> None:
    """A page is told from text by the elements that pages are made of."""
    assert looks_like_html(body) is is_html
