"""The real page that the project was given, in two forms of HTML; its words stay outside of the repository."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemas.article import Article
from schemas.page import Page
from streams.pipeline import process

SEED = Path(__file__).parents[3] / "shared" / "seed"
FORMS = ("semantic", "divs")
BY_FORM = ("date_published", "date_modified")
AS_LISTS = ("keywords", "authors")
PLAIN = ("url", "title", "text", "section", "publisher", "canonical_url", "language", "image", "domain")
ELSEWHERE = ("blocks", "captions", "lead_image_credit")

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed page is not beside the repository")


@cache
def expected() -> dict[str, Any]:
    """The record that must come out."""
    record: dict[str, Any] = json.loads((SEED / "expected.json").read_text(encoding="utf-8"))
    return record


@cache
def article(form: str) -> Article:
    """The record that does."""
    return process(Page(expected()["url"], (SEED / f"{form}.html").read_bytes(), "text/html"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", PLAIN)
def test_a_field_is_as_expected(form: str, field: str) -> None:
    """Both forms give the same words, names and addresses."""
    assert getattr(article(form), field) == expected()[field]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", AS_LISTS)
def test_a_list_is_as_expected(form: str, field: str) -> None:
    """Tags are the page's own; a publisher that calls itself the author is none."""
    assert list(getattr(article(form), field)) == expected()[field]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("field", BY_FORM)
def test_a_date_is_as_the_form_tells(form: str, field: str) -> None:
    """Without markup the URL gives the day, and the clock of the page is not taken for the article's."""
    assert getattr(article(form), field) == expected()[field][form]


@pytest.mark.parametrize("form", FORMS)
def test_blocks_are_as_expected(form: str) -> None:
    """The body is fourteen paragraphs and one subheading, and nothing of what surrounds it."""
    assert [{"type": block.type.value, "text": block.text} for block in article(form).blocks] == expected()[
        "blocks"
    ]


@pytest.mark.parametrize("form", FORMS)
def test_captions_and_credits_are_as_expected(form: str) -> None:
    """A caption that the page repeats is said once, apart from its credit; the lead image has its own."""
    lead, *others = article(form).images
    assert lead.url == expected()["image"]
    assert lead.credit == expected()["lead_image_credit"]
    assert lead.caption is None
    assert [{"caption": image.caption, "credit": image.credit} for image in others] == expected()["captions"]


def test_no_expected_field_is_left_out() -> None:
    """Every field of the expected record is held against a form."""
    assert set(expected()) == {*PLAIN, *AS_LISTS, *BY_FORM, *ELSEWHERE}
