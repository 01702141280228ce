"""Decides what a dead letter on its topic tells: the message as it came in, and why it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiokafka import ConsumerRecord

from schemas import headers as names
from schemas.encoding import undo
from schemas.limits import MIB
from schemas.rejection import Unprocessable
from streams.dead_letter import COMPRESSION, attempts_of, of_sender
from streams.history.reader import texts
from streams.history.wanted import url_of
from streams.records import Header, message

# More than any broker is told to take.
LARGEST = 256 * MIB


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter."""

    partition: int
    offset: int
    timestamp: int
    """When it was written, in milliseconds since 1970."""
    key: bytes | None
    value: bytes
    """The page's bytes; packed or cut where the whole was too large for the broker."""
    headers: tuple[Header, ...]
    told: Mapping[str, str]
    """All headers as text."""

    @classmethod
    def of(cls, record: ConsumerRecord) -> Letter:
        """The dead letter in a record."""
        found = message(record)
        stamp = found.timestamp or 0
        value = found.value or b""
        return cls(found.partition, found.offset, stamp, found.key, value, found.headers, texts(record))

    @property
    def place(self) -> str:
        """Where it lies, as `show` takes it."""
        return f"{self.partition}:{self.offset}"

    @property
    def reason(self) -> str:
        """One word of the closed list of reasons."""
        return self.told.get(names.ERRORS_REASON, "")

    @property
    def fingerprint(self) -> str:
        """Equal for letters with the same cause on the same site."""
        return self.told.get(names.ERRORS_FINGERPRINT, "")

    @property
    def detail(self) -> str:
        """What happened, for a person."""
        return self.told.get(names.ERRORS_EXCEPTION_MESSAGE, "")

    @property
    def host(self) -> str:
        """Host of the page's URL; empty where it has none."""
        try:
            return urlsplit(url_of(self.key, self.value, self.sent)).hostname or ""
        except ValueError:  # `http://[` is no URL
            return ""

    @property
    def attempts(self) -> int:
        """How often its page was tried; at least once."""
        return max(1, attempts_of(dict(self.headers)))

    @property
    def sent(self) -> tuple[Header, ...]:
        """The headers that the page came in with."""
        return of_sender(self.headers)

    @property
    def is_cut(self) -> bool:
        """Whether the broker took no more than the page's beginning."""
        return names.TRUNCATED_LENGTH in self.told

    def page(self) -> bytes:
        """The page as it came in, unless it was cut. Raises `ValueError` where it is packed and broken."""
        if self.told.get(names.ERRORS_VALUE_ENCODING) != COMPRESSION or self.is_cut:
            return self.value
        try:
            return undo(self.value, COMPRESSION, LARGEST)
        except Unprocessable as error:
            raise ValueError(f"the dead letter {self.place} cannot be unpacked: {error.detail}") from error
