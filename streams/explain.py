"""Decides how what happened to a page is told: what was kept, what was removed by which rule, and whence each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from schemas.article import Article
from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import PageError
from streams.extract.body import Passage, Removed, extract_body, removed
from streams.extract.candidates import Candidate, candidates
from streams.pipeline import process, read
from streams.sites import rule_for


@dataclass(frozen=True, slots=True)
class Explanation:
    """A page's outcome, and how it came about."""

    article: Article | None = None
    """The record, where the page holds an article."""
    rejection: PageError | None = None
    """Why it does not, otherwise."""
    passages: tuple[Passage, ...] = ()
    """What was kept of the page and what was left out, in its order."""
    candidates: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    """What the page offers for each of the record's fields, and which of it was taken."""
    url: str = ""
    """The page's own URL."""

    @property
    def sources(self) -> Mapping[str, str]:
        """For each field found, the rule that gave it."""
        return self.article.sources if self.article else {}

    @property
    def removed(self) -> tuple[Removed, ...]:
        """What was left out of the page, in its order."""
        return removed(self.passages)


def explain(page: Page, limits: Limits = Limits()) -> Explanation:
    """What `process` makes of the page, and what was left out on the way; refuses no page."""
    article, rejection = None, None
    try:
        article = process(page, limits)
    except PageError as error:
        rejection = error
    return _traced(page, limits, Explanation(article, rejection, url=page.url))


def _traced(page: Page, limits: Limits, told: Explanation) -> Explanation:
    """Reads the page again, as nothing remembers what the first reading left out."""
    try:
        document = read(page, limits)
    except PageError:
        return told
    rule = rule_for(document.domain)
    body = extract_body(document, rule, trace=True)
    if told.article is None:
        return replace(told, passages=body.passages)
    signatures = {block.text for block in body.blocks if block not in told.article.blocks}
    return replace(
        told,
        passages=tuple(_without(signatures, body.passages)),
        candidates=candidates(document, rule, told.article, page.fetched_at),
    )


def _without(signatures: set[str], passages: tuple[Passage, ...]) -> Iterator[Passage]:
    """The passages; lines that only name the author were left out when the authors were known."""
    for passage in passages:
        signs = not passage.rule and passage.text in signatures
        yield replace(passage, rule="byline") if signs else passage
