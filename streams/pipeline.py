"""Decides, step by step, what becomes of a page: an article record, or a named reason why not."""

from __future__ import annotations

from functools import reduce

from schemas.article import Article
from schemas.limits import Limits
from schemas.page import Page
from streams.enrich import STEPS
from streams.extract.body import extract_body
from streams.extract.decode import as_utf8
from streams.extract.document import Document
from streams.extract.guard import check_nesting
from streams.extract.kind import reject_unless_article
from streams.extract.record import record
from streams.sites import rule_for

DEFAULT_LIMITS = Limits()


def process(page: Page, limits: Limits = DEFAULT_LIMITS) -> Article:
    """The article on a page; `Skipped` where it holds none, `Unprocessable` where it cannot be read.

    Pure: the same page gives the same article, byte for byte. Any other exception is a bug.
    """
    document = read(page, limits)
    rule = rule_for(document.domain)
    body = extract_body(document, rule)
    reject_unless_article(document, body)
    article = record(document, rule, body, page.fetched_at)
    return reduce(lambda known, enrich: enrich(known), STEPS, article)


def read(page: Page, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The parsed page; `Unprocessable` where its bytes are no text or its elements are nested too deep."""
    html = as_utf8(page.body, page.content_type)
    check_nesting(html, limits)
    return Document.parse(html, page.url)
