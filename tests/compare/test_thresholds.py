from __future__ import annotations

from dataclasses import replace

import pytest

from streams.compare.difference import FIELDS
from streams.compare.thresholds import MEASURES, BadThreshold, thresholds
from tests.cli.test_people import ARTICLE
from tests.compare.pages import DEAD, HOST, SKIPPED, side, totals

FOUND = totals(
    *[(HOST, side(), side())] * 6,
    (HOST, side(), side(replace(ARTICLE, title="Other"))),
    (HOST, side(), side(replace(ARTICLE, text="Other words."))),
    (HOST, side(), SKIPPED),
    (HOST, side(), DEAD),
    (HOST, SKIPPED, DEAD),
    (HOST, DEAD, side()),
    *[(HOST, None, side())] * 4,
)
"""Sixteen pages, twelve compared, eight of them articles before and now."""


@pytest.mark.parametrize(
    ("text", "crossed"),
    [
        ("title>0", True),
        ("title>1", False),
        ("title>12.4%", True),
        ("title>12.5%", False),
        ("changed>24.9%", True),
        ("changed>25%", False),
        ("subtitle>0", False),
        ("lost>1", True),
        ("lost>16.6%", True),
        ("lost>16.7%", False),
        ("gained>0", True),
        ("reason>0", True),
        ("dead>1", True),
        ("dead>2", False),
        ("skipped>0", True),
        ("skipped>1", False),
        ("missing>24.9%", True),
        ("missing>25%", False),
        ("compared<13", True),
        ("compared<12", False),
        ("compared<76%", True),
        ("compared<75%", False),
        ("similarity<0.9", True),
        ("similarity<0.8", False),
        ("similarity<90%", True),
        ("similarity<80%", False),
    ],
)
def test_each_limit(text: str, crossed: bool) -> None:
    """More than a limit is too much, less is too little, the limit itself is neither."""
    [limit] = thresholds(text)
    assert limit.is_crossed(FOUND) is crossed
    assert str(limit) == text


def test_several_with_spaces_or_commas() -> None:
    """As a person writes them."""
    assert [str(limit) for limit in thresholds(" title > 1%, lost>0\ntext>05.0% ")] == [
        "title>1%",
        "lost>0",
        "text>5%",
    ]


def test_nothing_crosses_where_nothing_is_counted() -> None:
    """A share of no pages is none."""
    nothing = totals()
    assert not any(limit.is_crossed(nothing) for limit in thresholds("title>0% similarity<1 lost>0 dead>0%"))
    assert thresholds("compared<1")[0].is_crossed(nothing)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected limits, as 'title>1%"),
        (" , ", "expected limits"),
        ("title", "'title': expected NAME>N"),
        ("title>", "'title>': expected NAME>N"),
        ("title=1", "'title=1': expected NAME>N"),
        ("title>-1", "'title>-1': expected NAME>N"),
        ("title>1%%", "'title>1%%': expected NAME>N"),
        ("titel>1%", "there is no titel; is it title or subtitle?"),
        ("xyzzy>1%", f"there is no xyzzy; there is {', '.join(FIELDS)}"),
        ("title>101%", "title is at most 100%"),
        ("similarity<98", "similarity is at most 1"),
        ("lost>0 extractor_version>1", "there is no extractor_version"),
    ],
)
def test_what_is_no_limit(text: str, told: str) -> None:
    """One line, with what was expected."""
    with pytest.raises(BadThreshold) as caught:
        thresholds(text)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_names_do_not_collide() -> None:
    """No field is called as a kind of change is."""
    assert len(MEASURES) == len(FIELDS) + 8
