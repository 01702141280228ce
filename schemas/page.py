"""Decides how a message on the raw topic is read as a page, and which messages are refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from schemas.limits import Limits
from schemas.received import read_message
from schemas.timestamps import instant

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page: bytes in, nothing interpreted yet."""

    url: str
    """Absolute http(s) URL that was fetched."""
    body: bytes
    """The bytes as fetched, `content-encoding` undone."""
    content_type: str | None = None
    """Value of the `content-type` response header, as `text/html; charset=koi8-r`."""
    fetched_at: datetime | None = None
    """When it was fetched. An RFC 3339 text is read as the instant it names; without an offset it is in UTC."""
    http_status: int | None = None
    """Status of the response, as 200."""

    def __post_init__(self) -> None:
        """Raises `TypeError` for a field of another type, `ValueError` for a time that is none."""
        for name, (expected, words) in _TYPES.items():
            value = getattr(self, name)
            if not isinstance(value, expected):
                raise TypeError(f"Page.{name}: expected {words}, not {type(value).__name__}")
        if self.fetched_at is not None:
            object.__setattr__(self, "fetched_at", instant(self.fetched_at))

    @classmethod
    def from_message(
        cls,
        key: bytes | None,
        value: bytes | None,
        headers: Iterable[tuple[str, bytes | None]],
        limits: Limits = _DEFAULT_LIMITS,
    ) -> Page:
        """The page in a message of the raw topic: the bytes as fetched with headers, or a JSON envelope.

        Raises `Skipped` for a message that holds no page of use (`TOMBSTONE`, `EMPTY`, `HTTP_ERROR`, `FEED`), and
        `Unprocessable` for one that cannot be read: `INVALID_ENVELOPE`, `MISSING_URL`, `INVALID_URL`,
        `UNSUPPORTED_TYPE`, `UNSUPPORTED_ENCODING`, `CORRUPT_ENCODING`, `TOO_LARGE`. Nothing else is raised,
        whatever the bytes are.
        """
        return cls(*read_message(key, value, headers, limits))


_TYPES = {
    "url": (str, "str"),
    "body": (bytes, "bytes"),
    "content_type": (str | None, "str or None"),
    "fetched_at": (datetime | str | None, "datetime, RFC 3339 str or None"),
    "http_status": (int | None, "int or None"),
}
