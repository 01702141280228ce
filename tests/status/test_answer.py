from __future__ import annotations

import json
from typing import Any

import pytest

from schemas.limits import Limits
from schemas.rejection import Reason
from streams.batch import Result
from streams.explain import Explanation
from streams.extract.body import Passage
from streams.ingest.message import Message
from streams.outcome import Kind, Outcome, lost
from streams.status.answer import MOST_CHARACTERS, MOST_GROUPS, RECORD_BYTES, answer, told
from tests.brokers import inputs

HEADERS = (("url", b"https://news.example.org/a"), ("content-type", b"text/html; charset=utf-8"))


def tried(body: bytes, *headers: tuple[str, bytes]) -> dict[str, Any]:
    """What is told of a page."""
    found: dict[str, Any] = json.loads(told(Message("tried", None, body, headers or HEADERS), Limits()))
    return found


def test_an_article_is_told_with_its_record_fields_and_text() -> None:
    """What was kept and what was removed, in the order of the page, each with its rule."""
    found = tried(inputs.html("a", extra='<div class="ad">Buy</div>'))
    assert (found["outcome"], found["reason"]) == ("article", None)
    assert json.loads(found["record"])["title"] == found["title"]
    [title] = [row for row in found["fields"] if row["name"] == "title"]
    assert title["values"] == [found["title"]]
    assert title["offered"][0][2] in (True, False)
    rules = [group["rule"] for group in found["groups"]]
    assert "nav" in rules
    assert "" in rules
    assert found["kept"] + found["removed"] == sum(len(group["lines"]) for group in found["groups"])
    assert found["left_out"] == 0


@pytest.mark.parametrize(
    ("body", "outcome", "reason"),
    [
        (b"", "skipped", Reason.EMPTY),
        (b"<rss version='2.0'><channel/></rss>", "skipped", Reason.FEED),
        (b"<div>" * 200_000, "dead", Reason.TOO_DEEP),
    ],
)
def test_a_page_without_an_article_is_told_with_its_reason(body: bytes, outcome: str, reason: Reason) -> None:
    """As it would be in the stream."""
    found = tried(body)
    assert (found["outcome"], found["reason"], found["record"]) == (outcome, reason, None)
    assert found["detail"]


def test_a_page_that_killed_its_child_is_told_too() -> None:
    """With nothing but the reason."""
    outcome = lost(None, HEADERS, Reason.TIMEOUT, "more than 20 s")
    found = json.loads(answer(Result("tried", outcome)))
    assert (found["outcome"], found["reason"], found["detail"], found["cpu_ms"]) == (
        "dead",
        "timeout",
        "more than 20 s",
        None,
    )
    assert "groups" not in found


def test_an_answer_is_bounded() -> None:
    """Whatever the page has; what is left out is counted."""
    article = Outcome(kind=Kind.ARTICLE, payload=b'"' + b"x" * RECORD_BYTES + b'"')
    long = Explanation(passages=(Passage("a"), Passage("b" * MOST_CHARACTERS, "nav"), Passage("c")))
    found = json.loads(answer(Result("tried", article, explanation=long)))
    assert found["record"] is None
    assert [group["lines"] for group in found["groups"]] == [[["", "a"]]]
    assert (found["kept"], found["removed"], found["left_out"]) == (2, 1, 2)
    many = Explanation(passages=tuple(Passage("a", str(number)) for number in range(MOST_GROUPS + 7)))
    assert json.loads(answer(Result("tried", article, explanation=many)))["left_out"] == 7


def test_no_character_hides_another() -> None:
    """They are written as their numbers, in every part of the answer."""
    body = inputs.html("a").replace(b"</h1>", "\u202e\u2066</h1><p>\u202eHidden</p>".encode())
    assert not {"\u202e", "\u2066"} & set(told(Message("tried", None, body, HEADERS), Limits()).decode())
