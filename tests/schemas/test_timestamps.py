from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.timestamps import instant, instant_or_none


@pytest.mark.parametrize(
    "text",
    ["2031-02-03T04:05:06Z", "2031-02-03t04:05:06z", "2031-02-03 05:05:06+01:00", " 2031-02-03T04:05:06 "],
)
def test_forms_of_one_instant(text: str) -> None:
    """RFC 3339 is read in every form, and without an offset as UTC."""
    assert instant(text) == datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)


def test_nanoseconds_are_cut() -> None:
    """More digits than a datetime holds are no error."""
    assert instant("2031-02-03T04:05:06.123456789Z").microsecond == 123456


@pytest.mark.parametrize("text", [None, "", "now", "2031-13-01", "٢٠٣١"])
def test_no_time(text: str | None) -> None:
    """What is no time is null."""
    assert instant_or_none(text) is None
