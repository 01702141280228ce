"""Decides whether the page says that it can be read for free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from streams.extract.found import Found
from streams.extract.meta_tags import CONTENT_TIER, PAYWALL, stated

if TYPE_CHECKING:
    from streams.extract.document import Document

_WORDS = {
    **dict.fromkeys(("true", "free", "yes", "1", "https://schema.org/true", "http://schema.org/true"), True),
    **dict.fromkeys(("false", "locked", "metered", "paid", "premium", "no", "0", "subscription"), False),
    **dict.fromkeys(("https://schema.org/false", "http://schema.org/false"), False),
}


def is_accessible_for_free(document: Document) -> Found[bool] | None:
    """What the article's node or a meta tag says; None where the page does not say."""
    return next(access_words(document), None)


def access_words(document: Document) -> Iterator[Found[bool]]:
    """Every answer that the page gives."""
    for source, node in document.articles:
        for part in (node, *_parts(node.get("hasPart"))):
            answer = _answer(part.get("isAccessibleForFree"))
            if answer is not None:
                yield Found(answer, source)
    for names, says_free in ((CONTENT_TIER, True), (PAYWALL, False)):
        for found in stated(document, names):
            answer = _answer(found.value)
            if answer is not None:
                yield Found(answer is says_free, found.source)


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    for part in value if isinstance(value, list) else [value]:
        if part is not None and isinstance(part, Mapping):
            yield part


def _answer(value: object) -> bool | None:
    if value is None:
        return None
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    return _WORDS.get(value.strip().lower()) if isinstance(value, str) else None
