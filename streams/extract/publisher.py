"""Decides who publishes the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from streams.extract.clean import clean, fold
from streams.extract.found import Found
from streams.extract.jsonld import strings, types_of
from streams.extract.meta_tags import PUBLISHER, stated
from streams.extract.title import parts_of

if TYPE_CHECKING:
    from streams.extract.document import Document

_ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization", "WebSite", "Corporation"})
_COMMON_LABELS = frozenset({"", "com", "co", "org", "net", "gov", "ac", "edu", "blog", "m", "de", "en"})
_LONGEST = 80
_SHORTEST = 3
_MOST_WORDS = 4


def publisher(document: Document) -> Found[str] | None:
    """Name of the publisher or site, as the page states it; at last the end of its title that names the host."""
    for found in publishers(document):
        if _is_name(found.value):
            return found
    return None


def site_names(document: Document) -> frozenset[str]:
    """Everything that the page calls its site, folded for comparison; the host's own words among it."""
    names = {fold(name) for name in {found.value for found in publishers(document)}}
    labels = document.domain.split(".")[:-1]
    return frozenset({*names, fold(document.domain), *labels} - _COMMON_LABELS)


def publishers(document: Document) -> Iterator[Found[str]]:
    """Every name that the page gives its publisher or site."""
    for source, node in document.articles:
        for name in _names(node.get("publisher")):
            yield Found(clean(name), source)
    for found in stated(document, PUBLISHER):
        yield Found(clean(found.value), found.source)
    for node in document.json_ld:
        if types_of(node) & _ORGANISATIONS:
            for name in _names(node):
                yield Found(clean(name), "json-ld")
    yield from _from_title(document)


def _names(value: Any) -> list[str]:
    """Names, but no identifiers: an unresolved `@id` names nobody."""
    return [name for name in strings(value) if "//" not in name and not name.startswith("#")]


def _from_title(document: Document) -> Iterator[Found[str]]:
    parts = parts_of(clean(document.title))
    for part in reversed(parts) if len(parts) > 1 else ():
        if _names_host(fold(part).split(), document.domain):
            yield Found(part, "html")


def _names_host(words: list[str], domain: str) -> bool:
    """Whether the words are in the host's name, or the first of a few words is most of it."""
    name = "".join(words)
    if len(name) >= _SHORTEST and name in fold(domain).replace(" ", ""):
        return True
    if not words or len(words) > _MOST_WORDS or len(words[0]) < _SHORTEST:
        return False
    return any(label.startswith(words[0]) and len(words[0]) * 2 > len(label) for label in domain.split("."))


def _is_name(text: str) -> bool:
    return 1 < len(text) <= _LONGEST and "//" not in text and not text.startswith("@")
