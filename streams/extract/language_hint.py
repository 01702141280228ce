"""Decides which language the page says it is in; a hint only, the text itself is the better witness."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from streams.extract.jsonld import strings
from streams.extract.meta_tags import LANGUAGE, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streams.extract.document import Document

_TAG = re.compile(
    r"(?P<language>[a-z]{2})(?:[-_](?:[a-z]{4}[-_])?(?P<region>[a-z]{2}))?(?![a-z])", re.IGNORECASE
)
_MONTH_FIRST_REGIONS = frozenset({"us", "ph"})
_MONTH_FIRST_DOMAINS = (".com", ".org", ".net", ".us", ".gov", ".edu")


def language_hint(document: Document) -> str | None:
    """ISO 639-1 code that the page declares, in lower case."""
    for text in stated_languages(document):
        if match := _TAG.match(text):
            return match["language"].lower()
    return None


def writes_month_first(document: Document) -> bool:
    """Whether `12/10/2020` means the tenth of December: on English pages that name no other region than the US."""
    if not document.domain.endswith(_MONTH_FIRST_DOMAINS):
        return False
    tags = [match for text in stated_languages(document) if (match := _TAG.match(text))]
    regions = {match["region"].lower() for match in tags if match["region"]}
    english = any(match["language"].lower() == "en" for match in tags)
    return english and regions <= _MONTH_FIRST_REGIONS


def stated_languages(document: Document) -> Iterator[str]:
    """Every language that the page declares."""
    root = document.tree.root
    if root is not None and (text := root.attributes.get("lang") or root.attributes.get("xml:lang")):
        yield text.strip()
    for _, node in document.articles:
        yield from strings(node.get("inLanguage"))
    for found in stated(document, LANGUAGE):
        yield found.value
