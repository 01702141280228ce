from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from streams.moment import rfc3339


@given(st.integers(min_value=0, max_value=4_000_000_000_000))
def test_a_moment_is_read_back_as_it_was(milliseconds: int) -> None:
    """With three digits after the point, as all that we write."""
    text = rfc3339(milliseconds)
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo == UTC
    assert round(moment.timestamp() * 1000) == milliseconds
    assert len(text) == len("2023-11-14T22:13:20.237Z")
