"""Decides from its first bytes what a body is, whatever it was sent as."""

from __future__ import annotations

import re

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x7fELF", "a program"),
    (b"OggS", "Ogg media"),
    (b"ID3", "MP3 audio"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"{\\rtf", "an RTF document"),
)
_MAGICS = tuple(magic for magic, _ in _MAGIC)
_WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
_ISO_MEDIA = re.compile(rb"....ftyp", re.DOTALL)

# Atomic groups: what may stand before the first element is never read twice.
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->)|(?><!DOCTYPE[^>]*+>))*)<([a-z][\w:-]*+)",
    re.IGNORECASE | re.DOTALL,
)

FEED_ROOTS = frozenset({b"rss", b"feed", b"rdf:rdf", b"urlset", b"sitemapindex", b"opml"})
"""Outermost elements of feeds, site maps and outlines."""

_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|title|meta|p|div|article|h1)\b", re.IGNORECASE)
_HEAD = 4096


def foreign_kind(body: bytes) -> str | None:
    """What a body is that is neither HTML nor text, as `a PDF`; null where it may be a page."""
    start = body[:16].lstrip()
    if start.startswith(_MAGICS):
        return next(kind for magic, kind in _MAGIC if start.startswith(magic))
    if _WEBP.match(body):
        return "a WebP image"
    return "MP4 or AVIF media" if _ISO_MEDIA.match(body) else None


def root_name(body: bytes) -> bytes | None:
    """Name of the first element in lower case; null where the first 4 kB hold none."""
    # Without NULs, UTF-16 reads as ASCII.
    match = _ROOT.match(body[:_HEAD].replace(b"\0", b""))
    return match[1].lower() if match else None


def looks_like_html(body: bytes) -> bool:
    """Whether the first 4 kB hold one of the elements that pages are made of."""
    return _MARKUP.search(body[:_HEAD].replace(b"\0", b"")) is not None
