"""Decides what an article record holds: schema.org words in snake_case, one field a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import orjson

SCHEMA_VERSION = "1.0"


class BlockType(StrEnum):
    """What a piece of the body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST = "list"
    CODE = "code"
    TABLE = "table"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the body, in reading order."""

    type: BlockType
    """What the piece is."""
    text: str
    """Its words; the items of a list and the rows of a table are on lines of their own, cells are split by tabs."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article itself."""

    url: str
    """Absolute URL."""
    caption: str | None = None
    """What the page says the picture shows, without its credit."""
    credit: str | None = None
    """Who made it or owns it, without the copyright sign."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the body's text."""

    url: str
    """Absolute URL."""
    text: str
    """The linked words."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How far a record can be trusted: each part from 0 (bad) to 1 (good)."""

    score: float
    """The weighted mean of the parts, 0..1."""
    text: float
    """Is there enough body, in whole sentences, 0..1."""
    density: float
    """Share of the body that is not link text, 0..1."""
    metadata: float
    """Share of title, date, language, image, publisher and description that was found, 0..1."""
    agreement: float
    """How far title and description are borne out by the body, 0..1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A news article, cleaned and structured. What the page does not say is null or empty."""

    url: str
    """The page's URL as it was received."""
    canonical_url: str
    """The article's own URL: absolute, without tracking parameters and fragment. Key of the record."""
    domain: str
    """Host of the URL in lower case, without a leading `www.`."""
    title: str | None = None
    """Headline, without the site's name."""
    subtitle: str | None = None
    """Line below the headline that is no part of the body."""
    description: str | None = None
    """The publisher's own summary."""
    text: str
    """Body: its blocks but for captions, joined by a newline; no title, byline or captions."""
    blocks: tuple[Block, ...] = ()
    """The body in pieces, in reading order."""
    authors: tuple[str, ...] = ()
    """People who wrote it, in the page's order; no agencies, roles or URLs."""
    date_published: str | None = None
    """First publication, ISO 8601 with offset where the page gives one; a date alone where there is no time."""
    date_modified: str | None = None
    """Last change, in the form of `date_published`."""
    language: str | None = None
    """Language of the body, ISO 639-1 in lower case where there is one, as `en`, `zh`."""
    section: str | None = None
    """The publisher's main section, as `Politics`."""
    keywords: tuple[str, ...] = ()
    """The publisher's tags, in the page's order, without the section."""
    image: str | None = None
    """Absolute URL of the lead image."""
    images: tuple[Image, ...] = ()
    """The lead image and the images within the body, in order."""
    publisher: str | None = None
    """Name of the publisher or site."""
    dateline: str | None = None
    """Place (and agency) from which it was reported, as `BERLIN (Reuters)`."""
    links: tuple[Link, ...] = ()
    """Links in the body, in order, each URL once."""
    is_accessible_for_free: bool | None = None
    """False behind a paywall; null where the page does not say."""
    word_count: int
    """Words in `text`: runs between spaces; each ideograph or kana; five letters of Thai, Lao, Burmese or Khmer."""
    content_hash: str
    """BLAKE2b, 16 bytes in hex, of the body with case and white space folded: equal for exact copies."""
    fingerprint: str
    """64-bit simhash of the body in hex: near copies differ in few bits. It reads the first 3,000 letters."""
    quality: Quality
    """How far the record can be trusted."""
    schema_version: str = SCHEMA_VERSION
    """Version of this record's schema; a new minor version only adds fields."""
    extractor_version: str
    """Version of the software that made the record."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """For each field found, the rule that gave it: `json-ld`, `opengraph`, `meta`, `microdata`, `html`, `url`, `site`,
    `heuristic`; for the language also `detection`, from the body's own words."""

    def to_json(self) -> bytes:
        """UTF-8 JSON, keys in the order of the fields; the same article gives the same bytes."""
        return orjson.dumps(self)
