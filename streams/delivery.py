"""Decides how an outcome reaches its topic: confirmed by the broker, retried, dead-lettered, or the worker stops."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from aiokafka.errors import (
    BrokerNotAvailableError,
    CorruptRecordException,
    KafkaError,
    KafkaTimeoutError,
    KafkaUnavailableError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
    RecordTooLargeError,
    ReplicaNotAvailableError,
)

from schemas.rejection import Reason
from streams.dead_letter import dead_letter, smaller
from streams.gate import Gate
from streams.outcome import Kind, Outcome, dead
from streams.records import Message, Record, article_record, skipped_record

log = logging.getLogger(__name__)

FIRST_DELAY = 0.1
MAX_DELAY = 10.0

# Errors that pass, though aiokafka does not say so of them.
_PASSING = (
    BrokerNotAvailableError,
    CorruptRecordException,
    KafkaTimeoutError,
    KafkaUnavailableError,
    ReplicaNotAvailableError,
    TimeoutError,
    OSError,
)
_TOO_LARGE = (MessageSizeTooLargeError, RecordListTooLargeError, RecordTooLargeError)

Send = Callable[[Record], Awaitable[object]]
"""Writes a record and returns once the broker has confirmed it; raises what the client raises."""


class DeliveryStopped(Exception):
    """Not even a dead letter can be written: nothing may be acknowledged any more."""


class _Refused(Exception):
    """The broker will never take this record."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause


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


class Delivery:
    """Writes outcomes, one call a message, many at a time."""

    def __init__(
        self,
        send: Send,
        to: Destinations,
        *,
        timeout: float,
        retried: Callable[[], None] = lambda: None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`timeout` of one try in seconds; `retried` is told of each further try; `pause` waits before it."""
        self._send = send
        self._to = to
        self._timeout = timeout
        self._retried = retried
        self._pause = pause
        self._waiting: dict[object, float] = {}
        self._failing = False
        self._gate = Gate()

    def slowest(self) -> float:
        """Seconds that the record waits for its confirmation that has waited the longest; 0 without any."""
        return time.monotonic() - min(self._waiting.values()) if self._waiting else 0.0

    async def deliver(self, message: Message, outcome: Outcome) -> Outcome:
        """Write the outcome; returns what was written once the broker has confirmed it.

        That is a dead letter where the broker refuses an article. Raises `DeliveryStopped` where it refuses the
        dead letter as well. As long as the broker may yet take the record, this does not return.
        """
        try:
            if outcome.kind is not Kind.DEAD:
                await self._publish(self._record(message, outcome))
                return outcome
        except _Refused as refused:
            outcome = _refusal(outcome, refused.cause)
        await self._bury(message, outcome)
        return outcome

    def _record(self, message: Message, outcome: Outcome) -> Record:
        if outcome.kind is Kind.ARTICLE:
            return article_record(message, outcome, self._to.articles)
        return skipped_record(message, outcome, self._to.skipped)

    async def _bury(self, message: Message, outcome: Outcome) -> None:
        record = dead_letter(message, outcome, topic=self._to.dead, group=self._to.group, failed_at=_now())
        forms = chain([record], smaller(record, self._to.max_bytes))
        cause: BaseException | None = None
        # Smaller forms are made only when asked for, and in a thread: packing megabytes takes its time.
        while form := await asyncio.to_thread(next, forms, None):
            try:
                return await self._publish(form)
            except _Refused as refused:
                cause = refused.cause
                if not isinstance(cause, _TOO_LARGE):
                    break
        place = f"{message.topic}/{message.partition}/{message.offset}"
        raise DeliveryStopped(
            f"{self._to.dead} refuses the dead letter of {place}: {_name(cause)}"
        ) from cause

    async def _publish(self, record: Record) -> None:
        mark = object()
        self._waiting[mark] = time.monotonic()
        try:
            await self._try_on(record)
        finally:
            del self._waiting[mark]

    async def _try_on(self, record: Record) -> None:
        delay = FIRST_DELAY
        while not await self._try(record):
            await self._pause(delay)
            delay = min(delay * 2, MAX_DELAY)

    async def _try(self, record: Record) -> bool:
        error = await self._write(record, self._gate.together())
        if error is not None and not _passes(error):
            # The broker refuses a batch as a whole, perhaps because of another record in it.
            error = await self._write(record, self._gate.alone())
        if error is None:
            self._failing = False
            return True
        if not _passes(error):
            raise _Refused(error)
        self._tell(record, error)
        return False

    async def _write(self, record: Record, turn: AbstractAsyncContextManager[None]) -> Exception | None:
        async with turn:
            try:
                await asyncio.wait_for(self._send(record), self._timeout)
            except Exception as error:  # noqa: BLE001 - the client's errors have no common base
                return _kafka_error(error)
        return None

    def _tell(self, record: Record, cause: BaseException) -> None:
        self._retried()
        if not self._failing:  # once, until something is written again
            log.warning("cannot write to %s, trying on: %s", record.topic, _name(cause))
        self._failing = True


def _kafka_error(error: Exception) -> Exception:
    """The client's own error: Faust wraps it in one of its classes."""
    cause = error.__cause__
    return cause if isinstance(cause, KafkaError) else error


def _passes(error: Exception) -> bool:
    return isinstance(error, _PASSING) or (isinstance(error, KafkaError) and bool(error.retriable))


def _refusal(outcome: Outcome, cause: BaseException) -> Outcome:
    detail = f"the broker refuses the {outcome.kind}: {_name(cause)}"
    return dead(outcome.url, Reason.REFUSED, detail, exception=_name(cause))


def _name(error: BaseException | None) -> str:
    return type(error).__name__


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
