from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import orjson
import pytest

from schemas.article import Article, Block, BlockType, Image, Link
from schemas.rejection import Reason
from streams.compare.difference import FIELDS, Change, Side, compare, record, side_of
from streams.outcome import Kind, Outcome
from tests.cli.test_people import ARTICLE

SKIPPED = Side(kind=Kind.SKIPPED, reason="listing")
# For each field a value that the article does not have.
OTHERS: dict[str, Any] = {
    **dict.fromkeys(FIELDS, "other"),
    "blocks": (Block(BlockType.QUOTE, "other"),),
    "authors": ("Other",),
    "keywords": ("other",),
    "images": (Image("https://a.example/other.png"),),
    "links": (Link("https://a.example/other", "other"),),
    "is_accessible_for_free": True,
    "word_count": 12345,
    "quality": replace(ARTICLE.quality, score=0.123),
    "sources": {"title": "other"},
}


def side(article: Article) -> Side:
    """As it is extracted now."""
    return side_of(Outcome(kind=Kind.ARTICLE, payload=article.to_json()))


def test_the_same_article_is_the_same() -> None:
    """Also one of another version."""
    later = replace(ARTICLE, extractor_version="99.0", schema_version="2.0")
    difference = compare(side(ARTICLE), side(later))
    assert (difference.change, difference.fields, difference.similarity) == (Change.SAME, (), 1.0)


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_counts(name: str) -> None:
    """It alone is told when it alone differs."""
    changed = replace(ARTICLE, **{name: OTHERS[name]})
    difference = compare(side(ARTICLE), side(changed))
    assert (difference.change, difference.fields) == (Change.CHANGED, (name,))
    assert (difference.similarity < 1) is (name == "text")


def test_all_fields_but_the_versions_are_compared() -> None:
    """A new one is compared without a word here."""
    assert {field.name for field in fields(Article)} - set(FIELDS) == {"schema_version", "extractor_version"}


def test_a_field_that_is_absent_is_an_empty_one() -> None:
    """An older record lacks a newer field; that is no change where the page does not say it either."""
    older = {name: value for name, value in side(ARTICLE).article.items() if name != "subtitle"}
    empty, full = replace(ARTICLE, subtitle=None), replace(ARTICLE, subtitle="More")
    before = Side(kind=Kind.ARTICLE, article=older)
    assert compare(before, side(empty)).fields == ()
    assert compare(before, side(full)).fields == ("subtitle",)


def test_false_is_not_empty() -> None:
    """A page behind a paywall is another thing than one that does not say."""
    walled, silent = (replace(ARTICLE, is_accessible_for_free=free) for free in (False, None))
    assert compare(side(walled), side(silent)).fields == ("is_accessible_for_free",)


def test_a_field_that_was_taken_out_is_told() -> None:
    """A reader of the records may have used it."""
    before = Side(kind=Kind.ARTICLE, article={**side(ARTICLE).article, "mood": "glad"})
    assert compare(before, side(ARTICLE)).fields == ("mood",)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (None, SKIPPED, Change.MISSING),
        (side(ARTICLE), SKIPPED, Change.LOST),
        (side(ARTICLE), Side(kind=Kind.DEAD, reason="bug"), Change.LOST),
        (SKIPPED, side(ARTICLE), Change.GAINED),
        (SKIPPED, SKIPPED, Change.SAME),
        (SKIPPED, replace(SKIPPED, detail="other words"), Change.SAME),
        (SKIPPED, replace(SKIPPED, reason="home_page"), Change.REASON),
        (SKIPPED, Side(kind=Kind.DEAD, reason="timeout"), Change.REASON),
    ],
)
def test_outcomes(before: Side | None, after: Side, change: Change) -> None:
    """What happens to a page that is no article on one side at least."""
    assert compare(before, after).change is change


def test_what_a_rejected_page_is_compared_by() -> None:
    """Kind and reason, as one label."""
    side = side_of(Outcome(kind=Kind.SKIPPED, reason=Reason.LISTING, detail="rows of teasers"))
    assert (side.label, side.detail, side.article) == ("skipped: listing", "rows of teasers", {})


@pytest.mark.parametrize("value", [b"", b"{", b"[1]", b"null", b"\xff"])
def test_what_is_no_record_differs_in_everything(value: bytes) -> None:
    """Whoever wrote it."""
    assert record(value) == {}
    assert record(orjson.dumps({"title": "A"})) == {"title": "A"}
    assert "title" in compare(Side(kind=Kind.ARTICLE, article=record(value)), side(ARTICLE)).fields
