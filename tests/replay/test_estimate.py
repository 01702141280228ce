from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.history.span import Span
from streams.records import Message
from streams.replay.estimate import OFFSETS, PLACES, Estimate, Part, _places

PAGE = Message(topic="raw", partition=0, offset=0, timestamp=0, key=None, value=b"x")


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_places_lie_in_the_span_and_do_not_overlap(start: int, length: int) -> None:
    """A small span is looked at as a whole, a large one in a few places."""
    (span,) = spans = [Span(7, start, start + length)]
    looked_at = [offset for (part,) in _places(spans) for offset in range(part.start, part.end)]
    assert len(set(looked_at)) == len(looked_at) == min(length, len(looked_at))
    assert all(span.start <= offset < span.end for offset in looked_at)
    assert len(looked_at) <= PLACES * OFFSETS
    if length <= PLACES * (OFFSETS - 1):
        assert len(looked_at) == length


def test_what_was_seen_stands_for_the_whole() -> None:
    """Half of the sample is wanted, so half of all is; gaps are counted as what they are, no pages."""
    part = Part(Span(0, 0, 1000), looked_at=100, pages_seen=50, bytes_seen=5000)
    assert (part.pages, part.size) == (500, 50_000)
    assert (Part(Span(0, 5, 5)).pages, Part(Span(0, 5, 5)).size) == (0, 0)


@pytest.mark.parametrize(
    ("rate", "limit", "seconds"), [(None, None, 5.0), (10.0, None, 50.0), (None, 100, 1.0)]
)
def test_the_slower_of_work_and_rate_decides(rate: float | None, limit: int | None, seconds: float) -> None:
    """A hundred pages a second are 500 in five seconds, unless fewer are asked for."""
    part = Part(Span(0, 0, 1000), looked_at=100, pages_seen=50)
    found = Estimate([part], limit, sample=[PAGE] * 50, seconds=0.5)
    assert found.duration(rate) == seconds
    assert not found.is_exact


def test_without_a_page_there_is_no_speed() -> None:
    """Nothing is divided by nothing."""
    found = Estimate([Part(Span(0, 0, 3), looked_at=3)], None)
    assert (found.pages, found.pages_a_second, found.duration(None), found.is_exact) == (0, None, 0.0, True)
