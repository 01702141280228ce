"""Decides how what was found on a page is put together as an article record."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from schemas.article import Article, Image, Quality
from streams import __version__
from streams.enrich.words import words_of
from streams.extract.clean import fold
from streams.extract.dateline import dateline
from streams.extract.found import Found
from streams.extract.lead_image import lead_image
from streams.extract.metadata import metadata
from streams.extract.signature import without_signatures

if TYPE_CHECKING:
    from streams.extract.body import Body
    from streams.extract.document import Document
    from streams.sites import SiteRule

_SIZE = re.compile(r"[-_]\d{2,4}x\d{2,4}(?=\.|$)|^\d{2,4}x\d{2,4}[-_]")
_TELLING_NAME = 12
"""Letters from which the name of a file tells one picture from another."""
_UNRATED = Quality(score=0.0, text=0.0, density=0.0, metadata=0.0, agreement=0.0)


def record(document: Document, rule: SiteRule, body: Body, fetched_at: datetime | None = None) -> Article:
    """The article as the page gives it; counts, hashes, language and quality are left to the enrichment."""
    found = metadata(document, rule, fetched_at)
    if "authors" in found:
        body = _unsigned(body, found["authors"].value)
    image, place = lead_image(document, body.images), dateline(body.blocks)
    found |= {"image": image} if image and "image" not in found else {}
    found |= {"dateline": place} if place else {}
    text = body.text
    if "subtitle" in found and _is_in_text(fold(found["subtitle"].value), text):
        del found["subtitle"]
    fields: dict[str, Any] = {name: value.value for name, value in found.items()}
    return Article(
        url=document.url,
        domain=document.domain,
        text=text,
        blocks=body.blocks,
        images=_with_lead(body.images, fields.get("image")),
        links=body.links,
        sources=_sources(found, body),
        word_count=0,
        content_hash="",
        fingerprint="",
        quality=_UNRATED,
        extractor_version=__version__,
        **fields,
    )


def _unsigned(body: Body, authors: tuple[str, ...]) -> Body:
    blocks = without_signatures(body.blocks, authors)
    return body if len(blocks) == len(body.blocks) else replace(body, blocks=blocks)


def _is_in_text(key: str, text: str) -> bool:
    """Whether a folded line comes up in a text; one of its words that does not spares the text's own key."""
    words = words_of(text).folded
    for word in key.split():
        if word.encode() not in words:
            return False
    return key in fold(text)


def _with_lead(images: tuple[Image, ...], lead: str | None) -> tuple[Image, ...]:
    """The lead image first, with caption and credit where the body shows it, be it in another size."""
    if lead is None:
        return images
    shown = _shown(images, lead)
    if shown is None:
        return (Image(lead), *images)
    return (Image(lead, shown.caption, shown.credit), *[image for image in images if image is not shown])


def _shown(images: tuple[Image, ...], lead: str) -> Image | None:
    """The image that is the lead, else the first one of the same name."""
    for image in images:
        if image.url == lead:
            return image
    name = _picture_name(lead) if images else ""
    if len(name) >= _TELLING_NAME:
        for image in images:
            if _picture_name(image.url) == name:
                return image
    return None


def _picture_name(url: str) -> str:
    """Name of a picture's file, without query and size."""
    return _SIZE.sub("", url.partition("?")[0].rsplit("/", 1)[-1]).lower()


def _sources(found: dict[str, Found[Any]], body: Body) -> dict[str, str]:
    sources = {name: value.source for name, value in found.items()}
    if body.blocks:
        sources["text"] = sources["blocks"] = body.source
    if body.images:
        sources["images"] = body.source
    if body.links:
        sources["links"] = body.source
    return sources
