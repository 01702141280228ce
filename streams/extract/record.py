"""Decides how what was found on a page is put together as an article record."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from schemas.article import Article, Image, Quality
from streams import __version__
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
        body = replace(body, blocks=without_signatures(body.blocks, found["authors"].value))
    image, place = lead_image(document, body.images), dateline(body.blocks)
    found |= {"image": image} if image and "image" not in found else {}
    found |= {"dateline": place} if place else {}
    if "subtitle" in found and fold(found["subtitle"].value) in fold(body.text):
        del found["subtitle"]
    fields: dict[str, Any] = {name: value.value for name, value in found.items()}
    return Article(
        url=document.url,
        domain=document.domain,
        text=body.text,
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


def _with_lead(images: tuple[Image, ...], lead: str | None) -> tuple[Image, ...]:
    """The lead image first, with caption and credit where the body shows it, be it in another size."""
    if lead is None:
        return images
    shown = next((image for image in images if image.url == lead), None)
    shown = shown or next((image for image in images if _is_same_picture(image.url, lead)), Image(lead))
    return (replace(shown, url=lead), *(image for image in images if image is not shown))


def _is_same_picture(url: str, other: str) -> bool:
    name = _picture_name(url)
    return len(name) >= _TELLING_NAME and name == _picture_name(other)


def _picture_name(url: str) -> str:
    """Name of a picture's file, without query and size."""
    return _SIZE.sub("", url.partition("?")[0].rsplit("/", 1)[-1]).lower()


def _sources(found: dict[str, Found[Any]], body: Body) -> dict[str, str]:
    sources = {name: value.source for name, value in found.items()}
    listed = {"text": body.blocks, "blocks": body.blocks, "images": body.images, "links": body.links}
    return sources | {name: body.source for name, present in listed.items() if present}
