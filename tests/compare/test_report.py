from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from streams.compare.difference import Side, compare
from streams.compare.report import MARK, as_json
from streams.compare.thresholds import thresholds
from streams.compare.told import limit_line, share, verdict
from streams.compare.values import as_text, pairs
from streams.outcome import Kind
from tests.cli.test_people import ARTICLE
from tests.compare.pages import DEAD, HOST, SKIPPED, comparison, side, totals

RETITLED = side(replace(ARTICLE, title="Other"))


def test_a_report_for_programs() -> None:
    """All counts, the hosts that change, the samples with both values, the limits."""
    found = comparison((HOST, side(), side()), (HOST, side(), RETITLED), (HOST, side(), SKIPPED))
    text = as_json(found, thresholds("title>10% dead>0"))
    assert text.startswith(MARK)
    data = orjson.loads(text)
    assert data["comparison"] == {
        "topic": "pages.raw",
        "range": [{"partition": 0, "start": 0, "end": 3}],
        "versions": {"before": {"0.1": 3, "0.0": 1}, "now": "0.2"},
    }
    assert data["pages"] == {
        "read": 3,
        "compared": 3,
        "articles": 2,
        "same": 1,
        "changed": 1,
        "lost": 1,
        "gained": 0,
        "reason": 0,
        "missing": 0,
    }
    assert (data["similarity"], data["fields"]) == (1.0, {"title": {"changed": 1, "share": 0.5}})
    assert data["moves"] == [{"before": "article", "now": "skipped: listing", "pages": 1}]
    assert [(host["host"], host["pages"]["changed"]) for host in data["hosts"]] == [(HOST, 1)]
    changed, lost = data["samples"]
    assert changed["fields"] == {"title": {"before": ARTICLE.title, "now": "Other"}}
    assert (changed["url"], changed["partition"], changed["offset"]) == (f"https://{HOST}/1", 0, 1)
    assert lost["now"] == {"outcome": "skipped", "reason": "listing", "detail": "rows of teasers"}
    assert data["limits"] == [
        {"limit": "title>10%", "value": 50.0, "crossed": True},
        {"limit": "dead>0", "value": 0, "crossed": False},
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], "no page in this range"),
        ([(HOST, None, side())], "nothing to compare: 1 page and no outcome of any"),
        ([(HOST, side(), side())] * 2, "no change: 2 pages, each as it is on the topics"),
        ([(HOST, side(), side()), (HOST, side(), DEAD)], "1 of 2 pages change (50.0%)"),
        (
            [(HOST, side(), side()), (HOST, None, DEAD)],
            "no change: 1 page, each as it is on the topics; 1 have no outcome to compare with",
        ),
    ],
)
def test_a_verdict(changes: list[tuple[str, Side | None, Side]], told: str) -> None:
    """One sentence, which never takes nothing for no change."""
    assert verdict(totals(*changes).all) == told


def test_a_share_is_not_rounded_to_what_it_is_not() -> None:
    """One page of a million is not none."""
    assert [share(*pair) for pair in ((0, 5), (1, 10**6), (10**6 - 1, 10**6), (5, 5), (1, 3), (0, 0))] == [
        *("0.0%", "<0.1%", ">99.9%", "100.0%", "33.3%", "-")
    ]


def test_a_limit_in_words() -> None:
    """What was found stands beside it."""
    found = totals((HOST, side(), RETITLED))
    lines = [limit_line(limit, found) for limit in thresholds("title>1% lost>0 compared<2")]
    assert lines == ["title>1%: 100%, too much", "lost>0: 0, within the limit", "compared<2: 1, too little"]
    assert limit_line(thresholds("title>1%")[0], totals()) == "title>1%: nothing to count"


def test_what_repeats_the_text_is_not_shown_beside_it() -> None:
    """It is where the text is the same."""
    text = side(replace(ARTICLE, text="Other.", word_count=1))
    count = side(replace(ARTICLE, word_count=1))
    assert [name for name, *_ in pairs(compare(side(), text))] == ["text"]
    assert list(pairs(compare(side(), count))) == [("word_count", str(ARTICLE.word_count), "1")]


def test_a_page_that_is_lost_is_shown_with_what_is_lost() -> None:
    """And one that is an article now with what it says."""
    outcome, title, text = pairs(compare(side(), SKIPPED))
    assert outcome == ("outcome", "article", "skipped: listing – rows of teasers")
    assert (title, text) == (("title", ARTICLE.title, ""), ("text", ARTICLE.text, ""))
    assert list(pairs(compare(DEAD, side())))[1] == ("title", "", ARTICLE.title)
    assert list(pairs(compare(SKIPPED, DEAD))) == [
        ("outcome", "skipped: listing – rows of teasers", "dead: timeout – more than 10 s")
    ]
    assert next(pairs(compare(Side(kind=Kind.ARTICLE), side())))[0] == "outcome"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (7, "7"),
        (["a", {"url": "b", "caption": None, "credit": "c"}], "a\nurl b · credit c"),
    ],
)
def test_values_as_text(value: object, text: str) -> None:
    """Each kind that a record holds."""
    assert as_text(value) == text
