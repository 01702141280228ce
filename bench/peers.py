"""Decides how each extractor is called: the most that it gives, by its own defaults where it has some.

A peer gets what it asks for: the bytes, or the text that our own decoder made of them, at no charge. It is
imported when it is first called, so that a run pays for no other.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from bench.quality import Found, fields_of
from schemas.page import Page
from schemas.rejection import PageError
from streams import __version__
from streams.extract.decode import as_utf8
from streams.pipeline import process

Call = Callable[[Page, str], Found]
"""A page and its text in; what the extractor finds, under the names of gold rows, out."""


class Peer(NamedTuple):
    """An extractor: how it is called, and what its time pays for."""

    call: Call
    gives: str


def streams(page: Page, text: str) -> Found:
    """Ours, from bytes to JSON."""
    try:
        article = process(page)
    except PageError:
        return {}
    article.to_json()
    return fields_of(article)


def trafilatura(page: Page, text: str) -> Found:
    """Body without comments, and metadata."""
    extract = import_module("trafilatura").bare_extraction
    found = extract(page.body, url=page.url, with_metadata=True, include_comments=False)
    if found is None:
        return {}
    tags = [tag for line in found.tags or () for tag in line.split(",")]
    return {**fields(found, body="text", authors="author", date_published="date"), "tags": tags}


def resiliparse(page: Page, text: str) -> Found:
    """Main content as text, and the title element."""
    tree = import_module("resiliparse.parse.html").HTMLTree.parse(text)
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return {"title": tree.title, "body": extract(tree, main_content=True, alt_texts=False)}


def readability(page: Page, text: str) -> Found:
    """Main content as HTML, of which the text is taken, and the title."""
    document = import_module("readability").Document(text, url=page.url)
    return {"title": document.short_title(), "body": text_of(document.summary())}


def newspaper(page: Page, text: str) -> Found:
    """Body and metadata, without the steps that make summaries."""
    article = import_module("newspaper").Article(page.url, fetch_images=False)
    article.download(input_html=text)
    article.parse()
    return fields(article, body="text", date_published="publish_date", image="top_image")


def magic_html(page: Page, text: str) -> Found:
    """Main content as HTML, of which the text is taken, and the title."""
    found = import_module("magic_html").GeneralExtractor().extract(text, base_url=page.url)
    return {"title": found.get("title"), "body": text_of(found["html"])}


def fields(found: object, **names: str) -> Found:
    """The attributes of a peer's record that hold what gold rows ask for, where they are not named so."""
    asked = {name: name for name in ("title", "authors", "tags", "image")} | names
    return {name: plain(getattr(found, attribute, None)) for name, attribute in asked.items()}


def plain(value: Any) -> Any:
    """A value as gold rows have it: dates as text, sets as lists."""
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, set) else value


def text_of(html: str) -> str:
    """The text of a piece of HTML, as one line an element."""
    tree = import_module("lxml.html").fromstring(html)
    return "\n".join(tree.itertext())


PEERS: dict[str, Peer] = {
    "streams": Peer(streams, "record as JSON"),
    "trafilatura": Peer(trafilatura, "body, metadata"),
    "resiliparse": Peer(resiliparse, "body, title"),
    "readability-lxml": Peer(readability, "body, title"),
    "newspaper4k": Peer(newspaper, "body, metadata"),
    "magic-html": Peer(magic_html, "body, title"),
}
"""By the name of the package."""


def installed() -> dict[str, str]:
    """The version of each peer that is there."""
    found = {"streams": __version__}
    for name in list(PEERS)[1:]:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return {name: found[name] for name in PEERS if name in found}


def extract(name: str, page: Page) -> Found:
    """What a peer finds on a page; nothing where it fails on it."""
    with suppress(Exception):
        return PEERS[name].call(page, text_for(page))
    return {}


def text_for(page: Page) -> str:
    """What peers get that take no bytes."""
    try:
        html = as_utf8(page.body, page.content_type)
    except PageError:
        html = page.body
    return html.decode("utf-8", "replace")
