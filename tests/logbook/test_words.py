from __future__ import annotations

import pytest

from streams.logbook.words import count, length, moment, short, some, span
from tests.logbook.recording import START

DAY = 86_400.0


def test_a_time_has_its_day_where_there_is_more_than_one() -> None:
    """All are UTC."""
    assert moment(START, START, START + 60) == "15:06:40"
    assert moment(START, START, START + DAY) == "06-15 15:06:40"
    assert span(START, START + 60) == "2025-06-15 15:06:40 to 15:07:40 UTC"
    assert span(START, START + DAY) == "2025-06-15 15:06:40 to 2025-06-16 15:06:40 UTC"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.5, "0.5 s"), (9.96, "10.0 s"), (97, "97 s"), (1800, "30 min"), (7200, "2 h"), (3 * DAY, "3 d")],
)
def test_a_length_has_the_unit_that_fits(seconds: float, text: str) -> None:
    """To two figures or so."""
    assert length(seconds) == text


def test_numbers_and_names_are_told_shortly() -> None:
    """With the right grammar."""
    assert [count(number, "page") for number in (0, 1, 1204)] == ["0 pages", "1 page", "1,204 pages"]
    assert [short(0.0042), short(1.25)] == ["4 ms", "1.2 s"]
    assert some(list("abcde")) == "a, b, c and 2 more"
    assert some(["a"]) == "a"
