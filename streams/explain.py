"""Decides how what happened to a page is told: what was removed by which rule, and which rule gave each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.article import Article
from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import PageError
from streams.extract.body import Removed, extract_body
from streams.pipeline import process, read
from streams.sites import rule_for


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's outcome, and how it came about."""

    article: Article | None = None
    """The record, where the page holds an article."""
    rejection: PageError | None = None
    """Why it does not, otherwise."""
    removed: tuple[Removed, ...] = ()
    """What was left out of the page, in its order: elements first, then lines."""

    @property
    def sources(self) -> Mapping[str, str]:
        """For each field found, the rule that gave it."""
        return self.article.sources if self.article else {}


def explain(page: Page, limits: Limits = Limits()) -> Explanation:
    """What `process` makes of the page, and what was left out on the way; refuses no page."""
    article, rejection = None, None
    try:
        article = process(page, limits)
    except PageError as error:
        rejection = error
    return Explanation(article, rejection, _removed(page, limits, article))


def _removed(page: Page, limits: Limits, article: Article | None) -> tuple[Removed, ...]:
    """Reads the page again, as nothing remembers what the first reading left out."""
    try:
        document = read(page, limits)
    except PageError:
        return ()
    body = extract_body(document, rule_for(document.domain), trace=True)
    signatures = [block for block in body.blocks if article and block not in article.blocks]
    return (*body.removed, *(Removed("byline", block.text) for block in signatures))
