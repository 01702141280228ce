"""Decides which instant a fetch time means."""

from __future__ import annotations

from datetime import UTC, datetime


def instant(value: datetime | str) -> datetime:
    """The instant of an RFC 3339 text or a datetime; one without an offset is in UTC. Raises `ValueError`."""
    moment = datetime.fromisoformat(value.strip().upper()) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def instant_or_none(value: str | None) -> datetime | None:
    """As `instant`; null for a text that is no time."""
    try:
        return instant(value) if value else None
    except ValueError:
        return None
