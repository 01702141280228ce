from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from streams.logbook.plot import bars, resampled


def test_bars_are_as_high_as_their_values() -> None:
    """And what is little can be seen."""
    assert bars([0, 1, 4, 8, 0.01]) == [" ▁▄█▁"]
    assert bars([0, 4, 8, 6], 2) == ["  █▄", " ███"]
    assert bars([], 2) == ["", ""]
    assert bars([0, 0]) == ["  "]


@given(some.lists(some.floats(0, 1000), min_size=1, max_size=600), some.integers(1, 80))
def test_resampling_keeps_the_mean_and_the_width(values: list[float], width: int) -> None:
    """Whatever the number of values."""
    made = resampled(values, width)
    assert len(made) == min(width, len(values))
    assert abs(sum(made) / len(made) - sum(values) / len(values)) < 1e-6 * (1 + max(values))
