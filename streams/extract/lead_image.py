"""Decides which picture stands for the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from streams.extract.found import Found
from streams.extract.links import absolute
from streams.extract.meta_tags import IMAGE, stated

if TYPE_CHECKING:
    from schemas.article import Image
    from streams.extract.document import Document

_URL_KEYS = ("url", "contentUrl", "@id", "src")
_PLACEHOLDER = re.compile(
    r"(?<![a-z])(?:logos?|placeholder|spacer|blank|pixel|1x1|favicon|avatar|default(?!/)|sprite|transparent|dummy|no[_-]?image|"
    r"icons?|apple-touch-icon|fallback)(?![a-z])|\.svg(?:$|\?)",
    re.IGNORECASE,
)

_PLACEHOLDER_WORDS = (
    *("logo", "placeholder", "spacer", "blank", "pixel", "1x1", "avatar", "default", "sprite", "transparent"),
    *("dummy", "noimage", "no-image", "no_image", "icon", "fallback", ".svg"),
)
"""In each of its matches is one of these; none is in most paths."""


def lead_image(document: Document, images: Iterable[Image]) -> Found[str] | None:
    """Absolute URL of the picture that the page states, else of the first within the article; no logo."""
    for found in _offered(document, images):
        url = absolute(document.base, found.value)
        if url and not _is_placeholder(url.partition("://")[2].partition("/")[2]):
            return Found(url, found.source)
    return None


def _is_placeholder(path: str) -> bool:
    """Whether the words of the path say that it is none of the article's pictures."""
    lower = path.lower()
    if path.isascii() and not any(word in lower for word in _PLACEHOLDER_WORDS):
        return False
    return _PLACEHOLDER.search(path) is not None


def _offered(document: Document, images: Iterable[Image]) -> Iterator[Found[str]]:
    yield from stated_images(document)
    for image in images:
        yield Found(image.url, "html")


def stated_images(document: Document) -> Iterator[Found[str]]:
    """Every picture that the page states for itself."""
    yield from stated(document, IMAGE)
    for source, node in document.articles:
        for key in ("image", "thumbnailUrl", "thumbnail"):
            for url in _urls(node.get(key)):
                yield Found(url, source)
    for url in document.rel.get("image_src", ()):
        yield Found(url, "html")


def _urls(value: Any, depth: int = 4) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth:
        for part in value:
            yield from _urls(part, depth - 1)
    elif isinstance(value, Mapping) and depth:
        for key in _URL_KEYS:
            yield from _urls(value.get(key), depth - 1)
