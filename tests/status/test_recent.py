from __future__ import annotations

from schemas.rejection import Reason
from streams.drift import Change, Sign
from streams.outcome import Kind, Outcome, dead
from streams.records import Message
from streams.status.recent import LAST, NOW, POINTS, URL_LENGTH, Recent
from streams.summary import Summary
from streams.took import Took

TOOK = Took(0.5, 0.1, 0.2)


def message(offset: int = 0) -> Message:
    """A raw message."""
    return Message(topic="raw", partition=3, offset=offset, timestamp=0, key=None, value=b"<p>")


def summary(*outcomes: Outcome) -> Summary:
    """Of these pages."""
    made = Summary()
    for outcome in outcomes:
        made.page(outcome, 100, TOOK)
    return made


ARTICLE = Outcome(kind=Kind.ARTICLE, title="Ferry", domain="a.example", words=7, quality=0.5)


def test_the_last_pages_are_remembered_and_no_more() -> None:
    """However many come; of each as much as is shown, and nothing of its record."""
    recent = Recent()
    for offset in range(10 * LAST):
        recent.page(message(offset), ARTICLE, TOOK)
        recent.page(message(offset), dead("u" * 5000, Reason.TIMEOUT, "more than 20 s"), TOOK)
        recent.page(message(offset), Outcome(kind=Kind.SKIPPED, reason=Reason.FEED), TOOK)
        recent.changed(Change("a.example", (Sign("title", 0.1, 1.0, 12),), offset))
    assert {len(kept) for kept in (recent.articles, recent.dead, recent.changes)} == {LAST}
    article, letter, change = recent.articles[-1], recent.dead[-1], recent.changes[-1]
    assert (article.title, article.host, article.words, article.seconds) == ("Ferry", "a.example", 7, 0.5)
    assert (letter.reason, letter.detail) == ("timeout", "more than 20 s")
    assert (letter.source, len(letter.url)) == (f"raw/3/{10 * LAST - 1}", URL_LENGTH)
    assert change.signs == "no title in 100% of the last 12, before in 10.0%"


def test_a_slice_of_time_is_a_point() -> None:
    """With the pages by outcome and the times that they took; without pages there is no time."""
    recent = Recent()
    recent.slice(summary(ARTICLE, ARTICLE, dead("", Reason.TIMEOUT, "")), 1.0)
    recent.slice(Summary(), 1.0)
    busy, idle = recent.since(0)
    assert (busy.number, busy.article, busy.skipped, busy.dead, busy.seconds) == (0, 2, 0, 1, 1.0)
    assert busy.p50 is not None
    assert abs(busy.p50 - 0.5) < 0.03
    assert (idle.article, idle.p50, idle.p99) == (0, None, None)
    assert [point.number for point in recent.since(1)] == [1]


def test_a_slice_that_is_too_short_is_part_of_the_next() -> None:
    """A summary line begins a new slice at any time; no page is left out of the points."""
    recent = Recent()
    recent.slice(summary(ARTICLE), 0.01)
    assert recent.since(0) == []
    recent.slice(summary(ARTICLE), 0.99)
    [point] = recent.since(0)
    assert (point.article, point.seconds) == (2, 1.0)


def test_points_are_bounded_and_now_is_the_last_seconds() -> None:
    """What is older is forgotten; numbers go on."""
    recent = Recent()
    for _ in range(POINTS + 5):
        recent.slice(summary(ARTICLE), 2.0)
    assert [point.number for point in recent.since(0)] == list(range(5, POINTS + 5))
    now = recent.now()
    assert (now["pages"], now["rate"], now["outcomes"]) == (NOW, 0.5, {"article": NOW})
    assert [len(recent.since(number)) for number in (POINTS + 4, POINTS + 5, 10**15)] == [1, 0, 0]


def test_now_is_the_same_however_often_it_is_asked_for() -> None:
    """What is added up from the last time loses nothing and keeps nothing."""
    asked, unasked = Recent(), Recent()
    for number in range(3 * NOW):
        outcomes = [ARTICLE] * (number % 4) + [dead("", Reason.TIMEOUT, "")] * (number // NOW % 2)
        for recent in (asked, unasked):
            made = Summary()
            for outcome in outcomes:
                made.page(outcome, number, Took(number + 1.0, 0.1 * number, 0.2))
            recent.slice(made, 1.0)
        if number % 7 in (0, 1, 2):
            asked.now()
    assert asked.now() == unasked.now()
    assert asked.now() == unasked.now()
