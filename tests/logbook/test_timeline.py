from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from streams.logbook.timeline import Clock, Timeline, add


def test_a_timestamp_is_read_to_the_second() -> None:
    """Also when the line before had the same digits in another zone."""
    clock, second = Clock(), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()
    for text in ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05Z", "2026-01-02T04:04:05.678+01:00"):
        assert int(clock.read(text)) == second
    assert int(clock.read("2026-01-02T04:04:05.678Z")) == second + 3600
    assert int(clock.read("2026-01-02T04:04:05.678+01:00")) == second


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-02T03:04:05Z"])
def test_what_is_no_timestamp_is_refused(text: str) -> None:
    """By a `ValueError`."""
    with pytest.raises(ValueError, match=r"isoformat|month"):
        Clock().read(text)


@given(some.lists(some.floats(0, 1e9), max_size=200), some.integers(1, 20))
def test_nothing_is_lost_however_far_apart_times_are(times: list[float], most: int) -> None:
    """There are never more cells than asked for, and each time lies in its own."""
    line: Timeline[list[float]] = Timeline(lambda: [0.0], add, most)
    for at in times:
        line.cell(at)[0] += 1
        assert len(line) <= most
    cells = dict(line.items())
    assert sum(count for [count] in cells.values()) == len(times)
    assert all(at // line.width * line.width in cells for at in times)
    assert list(cells) == sorted(cells)


def test_of_what_is_told_twice_the_later_stays() -> None:
    """When two stretches become one, whatever their order was."""
    line: Timeline[dict[str, int]] = Timeline(dict, dict.update, 2)
    for at, lag in ((3.0, 30), (2.0, 20), (9.0, 90)):
        line.cell(at)["0"] = lag
    assert [cell["0"] for _, cell in line.items()] == [30, 90]
