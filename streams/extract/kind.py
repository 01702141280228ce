"""Decides whether a page holds an article at all; in doubt it does."""

from __future__ import annotations

from urllib.parse import urlsplit

from schemas.rejection import Reason, Skipped
from streams.extract.body import Body
from streams.extract.document import Document

_FEEDS = frozenset("rss feed urlset sitemapindex rdf:rdf".split())
_HOMES = frozenset(("", "index", "index.html", "index.htm", "index.php", "default.aspx", "home", "home.html"))
_ARTICLE_META = (
    *("article:published_time", "article:modified_time", "datepublished", "pubdate", "parsely-pub-date"),
    "dc.date.issued",
)
_SHORTEST = 120
"""Width of text below which a page that does not call itself an article is none."""
_SHORTEST_ARTICLE = 40
"""Width of text below which not even a page that calls itself an article is one."""
_TEASERS = 5
"""Linked headlines from which a page may be a listing."""
_TEXT_PER_TEASER = 160
"""Width of text for each linked headline that a listing stays below."""
_MANY_TEASERS = 15
"""Linked headlines on the whole page from which it is a listing if it says nearly nothing itself."""
_LITTLE_TEXT = 500
"""Width of text that such a listing stays below."""


def reject_unless_article(document: Document, body: Body) -> None:
    """Raises `Skipped` for a page without an article: a feed, a home page, a listing, an empty or nearly empty page."""
    if _is_feed(document):
        raise Skipped(Reason.FEED, "the root element is a feed's")
    if not body.blocks:
        raise Skipped(
            Reason.LISTING if body.teasers_around >= _TEASERS else Reason.EMPTY, "no text of its own"
        )
    if _is_home(document) and not _is_dated(document):
        raise Skipped(Reason.HOME_PAGE, "the URL is the site's root")
    says_article = _is_dated(document) or bool(document.articles)
    if not says_article and _is_listing(body):
        raise Skipped(Reason.LISTING, f"{body.teasers_around} linked headlines, text of {body.width} letters")
    if body.width < (_SHORTEST_ARTICLE if says_article else _SHORTEST):
        raise Skipped(Reason.TOO_SHORT, f"text of {body.width} letters")


def _is_feed(document: Document) -> bool:
    first = document.tree.body and document.tree.body.first_child
    while first is not None and (first.tag or "").startswith("-"):
        first = first.next
    return first is not None and first.tag in _FEEDS


def _is_home(document: Document) -> bool:
    parts = urlsplit(document.url)
    return parts.path.strip("/").lower() in _HOMES and not parts.query


def _is_dated(document: Document) -> bool:
    """Does the page call itself an article, or give the time of its publication?"""
    if any("article" in text.lower() for text in document.meta.get("og:type", ())):
        return True
    return any(name in document.meta for name in _ARTICLE_META)


def _is_listing(body: Body) -> bool:
    if body.teasers >= _TEASERS and body.width < body.teasers * _TEXT_PER_TEASER:
        return True
    return body.teasers_around >= _MANY_TEASERS and body.width < _LITTLE_TEXT
