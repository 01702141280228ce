"""Decides where a page that was sent again lay at first, and what the topics tell of it since then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from sys import maxsize

from schemas import headers as names
from streams.history.source import Source, source_of
from streams.outcome import Kind

First = tuple[int, int]
"""Partition and offset on the raw topic at which a page lay before it was ever sent again."""

_PASSED = maxsize


def redriven_from(told: Mapping[str, str], topic: str) -> First | None:
    """The page of this topic that a copy or its outcome goes back to; None where it was not sent again."""
    return _first(Source.read(told.get(names.REDRIVEN_FROM, "")), topic)


def first_of(told: Mapping[str, str], topic: str) -> First | None:
    """Where the page of an outcome lay at first; None where that is another topic, or the headers do not say."""
    return redriven_from(told, topic) or _first(source_of(told), topic)


def _first(source: Source | None, topic: str) -> First | None:
    return (source.partition, source.offset) if source and source.topic == topic else None


class Known:
    """For some pages, after how many attempts they were last sent again; of all others nothing is kept."""

    def __init__(self, pages: Iterable[First]) -> None:
        self._sent = dict.fromkeys(pages, 0)

    def __len__(self) -> int:
        return len(self._sent)

    def copy(self, first: First | None, attempts: int) -> None:
        """A copy lies on the raw topic, made of the letter with so many attempts."""
        if first in self._sent:
            self._sent[first] = max(self._sent[first], attempts)

    def outcome(self, first: First | None, kind: Kind, attempts: int) -> None:
        """There is an outcome; a dead letter after so many attempts means that all earlier letters were sent."""
        self.copy(first, attempts - 1 if kind is Kind.DEAD else _PASSED)

    def is_sent(self, first: First, attempts: int) -> bool:
        """Whether the letter with so many attempts was sent again, or its page has passed since."""
        return attempts <= self._sent[first]
