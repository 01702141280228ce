"""Decides whether a page holds an article at all; in doubt it does."""

from __future__ import annotations

from urllib.parse import urlsplit

from schemas.rejection import Reason, Skipped
from streams.extract.body import Body
from streams.extract.claims import hints_at_article, is_called_article, is_dated, is_described
from streams.extract.document import Document
from streams.extract.listing import headlines, is_list, is_made_of_teasers, is_outweighed_by_headlines
from streams.extract.wall import in_place_of_page

_FEEDS = frozenset("rss feed urlset sitemapindex rdf:rdf".split())
_HOMES = frozenset(("", "index", "index.html", "index.htm", "index.php", "default.aspx", "home", "home.html"))
_SHORTEST = 120
"""Width of text below which a page that does not call itself an article is none."""
_SHORTEST_ARTICLE = 40
"""Width of text below which not even a page that calls itself an article is one."""
_HEADLINES = 5
"""Linked headlines from which a page without a text is a listing."""
_OWN_TEXT = 1000
"""Width of text from which a page at the root of its host may be an article."""
_OWN_TEXT_PER_HEADLINE = 300
"""Width of text that it must have for each linked headline on the page."""

_DETAILS = {
    Reason.FEED: "the root element is a feed's",
    Reason.WALL: "a check, a login or a question for consent in place of the page",
    Reason.ERROR_PAGE: "an error message in place of the page",
    Reason.EMPTY: "no text of its own",
    Reason.HOME_PAGE: "the URL is the site's root",
    Reason.LISTING: "headlines or excerpts of other pages, and text of {width} letters",
    Reason.TOO_SHORT: "text of {width} letters",
}


def reject_unless_article(document: Document, body: Body) -> None:
    """Raises `Skipped` for a page without an article: a feed, a home page, a listing, a wall, a nearly empty page."""
    if found := _reason(document, body):
        raise Skipped(found, _DETAILS[found].format(width=body.width))


def _reason(document: Document, body: Body) -> Reason | None:
    if _is_feed(document):
        return Reason.FEED
    called, certain = is_called_article(document), is_dated(document) or is_described(document)
    if not (called or certain) and (found := in_place_of_page(document, body)):
        return found
    if not body.blocks:
        return Reason.LISTING if headlines(body.lines.page) >= _HEADLINES else Reason.EMPTY
    if _is_home(document, body) and not (called or is_dated(document)):
        return Reason.HOME_PAGE
    if not certain and _is_listing(document, body, called=called):
        return Reason.LISTING
    least = _SHORTEST_ARTICLE if called or certain or hints_at_article(document) else _SHORTEST
    return Reason.TOO_SHORT if body.width < least else None


def _is_feed(document: Document) -> bool:
    first = document.tree.body and document.tree.body.first_child
    while first is not None and (first.tag or "").startswith("-"):
        first = first.next
    return first is not None and first.tag in _FEEDS


def _is_home(document: Document, body: Body) -> bool:
    """Is it at the root of its host, and without a long text of its own?"""
    parts = urlsplit(document.url)
    if parts.query or parts.path.strip("/").lower() not in _HOMES:
        return False
    return body.width < max(_OWN_TEXT, headlines(body.lines.page) * _OWN_TEXT_PER_HEADLINE)


def _is_listing(document: Document, body: Body, *, called: bool) -> bool:
    if is_made_of_teasers(document, body):
        return True
    if called:
        return False
    return is_list(document, body) or (not hints_at_article(document) and is_outweighed_by_headlines(body))
