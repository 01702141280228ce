"""Which moment a text means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from streams.history.moment import milliseconds, moment

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now", NOW),
        ("2h", NOW - timedelta(hours=2)),
        ("90s", NOW - timedelta(seconds=90)),
        ("7D", NOW - timedelta(days=7)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T06:30", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
        ("2026-11-01T06:30:15.250Z", datetime(2026, 11, 1, 6, 30, 15, 250_000, tzinfo=UTC)),
        ("2026-11-01 06:30+05:30", datetime(2026, 11, 1, 6, 30, tzinfo=timezone(timedelta(hours=5.5)))),
    ],
)
def test_moments(text: str, meant: datetime) -> None:
    """Dates, times, and so long ago."""
    assert moment(text, NOW) == meant


@pytest.mark.parametrize("text", ["", "yesterday", "2x", "-2h", "2026-13-01", "12.11.2026"])
def test_no_moments(text: str) -> None:
    """It is told what was expected."""
    with pytest.raises(ValueError, match="expected a date or time of RFC 3339"):
        moment(text, NOW)


def test_kafka_counts_whole_milliseconds() -> None:
    """Rounded down, before 1970 as well."""
    assert milliseconds(datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC)) == 1000
    assert milliseconds(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)) == -1000
