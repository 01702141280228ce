"""Decides in which form an outcome is written, and in which next when the broker refuses that one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas.rejection import Reason
from streams.dead_letter import dead_letter, smaller
from streams.kafka_errors import is_too_large, name
from streams.outcome import Kind, Outcome, dead
from streams.records import Message, Record, article_record, skipped_record


class DeliveryStopped(Exception):
    """Not even a dead letter can be written: nothing may be acknowledged any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destinations:
    """Where outcomes go."""

    articles: str
    skipped: str
    dead: str
    group: str
    """Consumer group of this worker, told in dead letters."""
    max_bytes: int
    """Largest record that the client sends."""


class Forms:
    """The outcome of a message, as it is to be written now."""

    def __init__(self, message: Message, outcome: Outcome, to: Destinations) -> None:
        self._message = message
        self._to = to
        self._smaller: Iterator[Record] | None = None
        self.outcome = outcome
        """What is told by `record`."""
        self.record = self._first()

    def refuse(self, cause: BaseException) -> None:
        """The broker will never take `record`: go on to a dead letter, then to smaller forms of it.

        Raises `DeliveryStopped` where none is left. May take a while: packing megabytes is work.
        """
        if self.outcome.kind is not Kind.DEAD:
            self.outcome = _refusal(self.outcome, cause)
            self.record = self._first()
            return
        following = next(self._smaller_forms(), None) if is_too_large(cause) else None
        if following is None:
            place = f"{self._message.topic}/{self._message.partition}/{self._message.offset}"
            raise DeliveryStopped(
                f"{self._to.dead} refuses the dead letter of {place}: {name(cause)}"
            ) from cause
        self.record = following

    def _first(self) -> Record:
        message, outcome, to = self._message, self.outcome, self._to
        if outcome.kind is Kind.ARTICLE:
            return article_record(message, outcome, to.articles)
        if outcome.kind is Kind.SKIPPED:
            return skipped_record(message, outcome, to.skipped)
        return dead_letter(message, outcome, topic=to.dead, group=to.group, failed_at=_now())

    def _smaller_forms(self) -> Iterator[Record]:
        if self._smaller is None:
            self._smaller = smaller(self.record, self._to.max_bytes)
        return self._smaller


def _refusal(outcome: Outcome, cause: BaseException) -> Outcome:
    detail = f"the broker refuses the {outcome.kind}: {name(cause)}"
    return dead(outcome.url, Reason.REFUSED, detail, exception=name(cause))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
