"""Decides whether a page says of itself, in its markup, that it is an article."""

from __future__ import annotations

from collections.abc import Iterable

from streams.extract.document import Document
from streams.extract.jsonld import Node, is_article, types_of

_PUBLISHED = ("article:published_time", "datepublished", "pubdate", "parsely-pub-date", "dc.date.issued")
_MODIFIED = "article:modified_time"
_WORKS = frozenset({"VideoObject", "Recipe", "CreativeWork"})
_MANY = 3
"""Articles in markup from which they are those that a list tells of."""


def is_dated(document: Document) -> bool:
    """Does it give the time at which it was published, as articles do?"""
    return any(name in document.meta for name in _PUBLISHED)


def is_called_article(document: Document) -> bool:
    """Is it an article by its `og:type`? Themes say so of all their pages."""
    return any("article" in text.lower() for text in document.meta.get("og:type", ()))


def is_described(document: Document) -> bool:
    """Does JSON-LD or microdata describe one article, rather than many as on a list?"""
    return _describes_one(document.json_ld) or _describes_one(document.microdata)


def hints_at_article(document: Document) -> bool:
    """Does it say anything that articles say, if others say it as well?"""
    return bool(document.articles) or _MODIFIED in document.meta


def _describes_one(nodes: Iterable[Node]) -> bool:
    return 0 < sum(is_article(node) or not _WORKS.isdisjoint(types_of(node)) for node in nodes) < _MANY
