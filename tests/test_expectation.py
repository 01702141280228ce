from __future__ import annotations

from typing import Any

import pytest

from streams.expectation import Expected, shorten

ARTICLE = {"title": "A title", "text": "One.\nTwo.\nThree.", "authors": ["Ada Quill"]}


def differences(facts: dict[str, Any]) -> list[str]:
    """What differs in an article of which this is expected."""
    return list(Expected("article", facts=facts).differences("article", None, ARTICLE))


@pytest.mark.parametrize(
    ("expected", "outcome", "reason", "difference"),
    [
        (Expected("article"), "article", None, None),
        (Expected("skipped"), "skipped", "feed", None),
        (Expected("skipped", "feed"), "skipped", "feed", None),
        (Expected("skipped", "feed"), "skipped", "empty", "expected skipped: feed, got skipped: empty"),
        (Expected("article"), "dead", "timeout", "expected article, got dead: timeout"),
        (Expected("dead"), "article", None, "expected dead, got article"),
    ],
)
def test_outcome_and_reason(
    expected: Expected, outcome: str, reason: str | None, difference: str | None
) -> None:
    """A reason that is not expected may be any."""
    article = ARTICLE if outcome == "article" else {}
    assert next(expected.differences(outcome, reason, article), None) == difference


def test_facts_that_hold() -> None:
    """Fields to the letter, and parts of the text."""
    facts = {
        "title": "A title",
        "authors": ["Ada Quill"],
        "text_starts": "One.",
        "text_ends": "Three.",
        "text_includes": ["\nTwo.\n"],
        "text_excludes": ["Four"],
        "text_lines": 3,
    }
    assert differences(facts) == []


@pytest.mark.parametrize(
    ("name", "wanted", "difference"),
    [
        ("title", "Another", "expected title 'Another', got 'A title'"),
        ("text_starts", "Two.", "expected text_starts 'Two.', got 'One.'"),
        ("text_ends", "Two.", "expected text_ends 'Two.', got 'ree.'"),
        ("text_includes", ["One", "Four"], "expected text_includes ['One', 'Four'], got without 'Four'"),
        ("text_excludes", ["Four", "Two"], "expected text_excludes ['Four', 'Two'], got 'Two'"),
        ("text_lines", 2, "expected text_lines 2, got 3"),
    ],
)
def test_facts_that_do_not_hold(name: str, wanted: object, difference: str) -> None:
    """The line says what was expected and what was found."""
    assert differences({name: wanted}) == [difference]


def test_long_values_are_cut() -> None:
    """A whole text would hide the lines around it."""
    assert len(shorten("x" * 1000)) < 110
