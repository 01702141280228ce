"""Decides what the publisher's own summary of the article is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from streams.extract.clean import clean
from streams.extract.found import Found
from streams.extract.meta_tags import DESCRIPTION, stated

if TYPE_CHECKING:
    from streams.extract.document import Document

_SHORTEST = 10


def description(document: Document) -> Found[str] | None:
    """The first summary of the page's head, else the one of its JSON-LD."""
    for found in descriptions(document):
        if len(found.value) >= _SHORTEST:
            return found
    return None


def descriptions(document: Document) -> Iterator[Found[str]]:
    """Every summary that the page states."""
    for found in stated(document, DESCRIPTION):
        yield Found(clean(found.value), found.source)
    for source, node in document.articles:
        text = node.get("description")
        if isinstance(text, str):
            yield Found(clean(text), source)
