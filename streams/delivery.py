"""Decides how an outcome reaches its topic: confirmed by the broker, retried, dead-lettered, or the worker stops."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from streams.forms import Destinations, Forms
from streams.gate import Gate
from streams.kafka_errors import client_error, name, passes
from streams.outage import Outage
from streams.outcome import Outcome
from streams.records import Message, Record

log = logging.getLogger(__name__)

FIRST_DELAY = 0.1
MAX_DELAY = 10.0

Send = Callable[[Record], Awaitable[object]]
"""Writes a record and returns once the broker has confirmed it; raises what the client raises."""


class _Refused(Exception):
    """The broker will never take this record."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(name(cause))
        self.cause = cause


class Delivery:
    """Writes outcomes, one call a message, many at a time."""

    keeps_order = False
    """Whether the outcome of a message waits for those before it."""

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
        self._outage = Outage(log)
        self._gate = Gate()

    def slowest(self) -> float:
        """Seconds that the record waits for its confirmation that has waited the longest; 0 without any."""
        return time.monotonic() - min(self._waiting.values()) if self._waiting else 0.0

    async def deliver(self, message: Message, outcome: Outcome) -> Outcome:
        """Write the outcome; returns what was written once the broker has confirmed it.

        That is a dead letter where the broker refuses an article. Raises `DeliveryStopped` where it refuses the
        dead letter as well. As long as the broker may yet take the record, this does not return.
        """
        forms = Forms(message, outcome, self._to)
        while True:
            try:
                await self._publish(forms.record)
            except _Refused as refused:
                await asyncio.to_thread(forms.refuse, refused.cause)
            else:
                return forms.outcome

    async def stop(self) -> None:
        """Nothing to do: each record is written by itself, and who waits for it is cancelled."""

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
        if error is not None and not passes(error):
            # The broker refuses a batch as a whole, perhaps because of another record in it.
            error = await self._write(record, self._gate.alone())
        if error is None:
            self._outage.end()
            return True
        if not passes(error):
            raise _Refused(error)
        self._retried()
        self._outage.begin(f"to {record.topic}", error)
        return False

    async def _write(self, record: Record, turn: AbstractAsyncContextManager[None]) -> Exception | None:
        async with turn:
            try:
                async with asyncio.timeout(self._timeout):
                    await self._send(record)
            except Exception as error:  # noqa: BLE001 - the client's errors have no common base
                return client_error(error)
        return None
