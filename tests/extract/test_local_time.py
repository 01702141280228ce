from __future__ import annotations

import pytest

from streams.extract.local_time import local_moment


@pytest.mark.parametrize(
    ("other", "local"),
    [
        ("2020-12-14T23:10:05-04:00", "2020-12-14T23:10:05-04:00"),
        ("2020-12-14T23:10:00-04:00", "2020-12-14T23:10:05-04:00"),
        ("2020-12-14T22:10:05-04:00", None),
        ("2020-12-14T23:10:05", "2020-12-14T23:10:05-04:00"),
        ("2020-12-14T23:40:00", "2020-12-14T23:40:05-03:30"),
        ("2020-12-14T23:25:00", None),
        ("2020-12-14T23:10:07", None),
        ("2020-12-13T23:10:05", None),
        ("2020-12-14", None),
        ("2020-12-15T05:10:05+02:00", None),
    ],
)
def test_the_same_moment_told_twice_gives_the_local_day(other: str, local: str | None) -> None:
    """With an offset the moments must be one; without, they must differ as time zones do."""
    assert local_moment("2020-12-15T03:10:05+00:00", other) == local


def test_midnight_is_no_clock() -> None:
    """A local midnight stands for a day without a time."""
    assert local_moment("2020-12-14T10:00:00+00:00", "2020-12-15T00:00:00") is None
