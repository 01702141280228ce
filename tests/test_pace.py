from __future__ import annotations

import pytest

from streams.pace import LEAST, LONGEST, MOST, Pace


def pace(seconds: float) -> Pace:
    """Of a child whose calls take so long."""
    made = Pace()
    for _ in range(50):
        made.answered(2, 2 * seconds)
    return made


@pytest.mark.parametrize(
    ("seconds", "calls"), [(0.0, MOST), (0.001, MOST), (0.0096, 10), (0.02, LEAST), (1.0, LEAST)]
)
def test_the_shorter_calls_are_the_more_a_child_is_given(seconds: float, calls: int) -> None:
    """Within bounds."""
    assert pace(seconds).calls_ahead == calls


def test_a_child_that_is_not_known_yet_is_given_few() -> None:
    """Its calls may be long."""
    assert Pace().calls_ahead == LEAST


def test_a_child_is_left_alone_until_half_of_its_calls_are_done() -> None:
    """So that it has work when it is heard again."""
    assert pace(0.002).seconds_alone(16) == pytest.approx(0.016, rel=0.01)


def test_no_answer_waits_for_long() -> None:
    """However long the calls behind it take."""
    assert pace(1.0).seconds_alone(LEAST) == LONGEST


def test_each_answer_is_read_as_it_comes_where_few_calls_wait() -> None:
    """There is no work for later."""
    assert pace(0.002).seconds_alone(LEAST - 1) == 0.0
