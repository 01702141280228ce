from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.history.rerun import Pages
from streams.history.span import Span
from streams.outcome import Kind, Outcome
from streams.records import Message
from streams.replay.progress import Progress, Row

PAGES = Pages(topic="raw", spans=[Span(0, 5, 15), Span(1, 0, 0)])


def page(offset: int) -> Message:
    """A page of ten bytes."""
    return Message(topic="raw", partition=0, offset=offset, timestamp=0, key=None, value=b"x" * 10)


@given(st.permutations(range(5, 15)), st.integers(0, 10))
def test_each_page_before_the_position_counts_once(order: list[int], crash: int) -> None:
    """In whichever order pages finish, and whenever it is ended and resumed."""
    progress = Progress.none(PAGES)
    for offset in order[:crash]:
        progress.add(page(offset), Outcome(kind=Kind.ARTICLE))
    done = set(order[:crash])
    position = next((offset for offset in range(5, 15) if offset not in done), 15)
    progress.settle({0: position, 1: 0})
    assert progress.pages == progress.offsets_done(PAGES) == position - 5
    resumed = Progress.loads(progress.dumps())
    for offset in range(position, 15):
        resumed.add(page(offset), Outcome(kind=Kind.ARTICLE))
    assert resumed.is_finished(PAGES) == (position == 15)
    resumed.settle({0: 15, 1: 0})
    assert resumed.rows() == [Row("article", "", 10, 100)]
    assert resumed.is_finished(PAGES)


def test_what_is_left_of_a_limit() -> None:
    """Pages that are settled count, those ahead of the position are done again."""
    limited = Pages(topic="raw", spans=PAGES.spans, limit=3)
    progress = Progress.none(limited)
    for offset in (5, 6, 9):
        progress.add(page(offset), Outcome(kind=Kind.SKIPPED))
    progress.settle({0: 7})
    assert progress.left_of(limited).limit == 1
    assert progress.left_of(limited).spans == [Span(0, 7, 15), Span(1, 0, 0)]
    assert not progress.is_finished(limited)
