"""Decides how an outcome reaches its topic: confirmed by the broker, retried, dead-lettered, or the worker stops."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from functools import partial

from streams.convoy import End
from streams.forms import Destinations, Forms
from streams.gate import Gate
from streams.kafka_errors import passes
from streams.outage import Outage
from streams.outcome import Outcome
from streams.records import Message, Record

log = logging.getLogger(__name__)

FIRST_DELAY = 0.1
MAX_DELAY = 10.0

Send = Callable[[Sequence[Record]], AsyncGenerator[End]]
"""Writes records; tells the end of each as soon as it is known, and of all within bounds."""
Written = Callable[[int, Outcome], None]
"""Is told what was written in the end, by its number."""
Ended = Callable[[int, Exception | None], None]
"""Is told why a record was not taken, by its number; None where it was."""


class Delivery:
    """Writes outcomes, many at a time."""

    keeps_order = False
    """Whether the outcome of a message waits for those before it."""

    def __init__(
        self,
        send: Send,
        to: Destinations,
        *,
        retried: Callable[[], None] = lambda: None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`retried` is told of each further try; `pause` waits before it."""
        self._send = send
        self._to = to
        self._retried = retried
        self._pause = pause
        self._waiting: dict[object, float] = {}
        self._outage = Outage(log)
        self._gate = Gate()

    def slowest(self) -> float:
        """Seconds that the record waits for its confirmation that has waited the longest; 0 without any."""
        return time.monotonic() - min(self._waiting.values()) if self._waiting else 0.0

    async def deliver(self, message: Message, outcome: Outcome) -> Outcome:
        """As `deliver_all`, for one; returns what was written in the end."""
        ends: list[Outcome] = []
        await self.deliver_all([(message, outcome)], lambda _, end: ends.append(end))
        return ends[0]

    async def deliver_all(self, outcomes: Sequence[tuple[Message, Outcome]], written: Written) -> None:
        """Write these outcomes; `written` is told of each as soon as the broker has confirmed it.

        What is written is a dead letter where the broker refuses an article. Raises `DeliveryStopped` where it refuses
        the dead letter as well. As long as the broker may yet take a record, this does not return.
        """
        forms = [Forms(message, outcome, self._to) for message, outcome in outcomes]

        def ended(number: int, error: Exception | None) -> None:
            if error is None:
                written(number, forms[number].outcome)
            else:
                late.create_task(self._deliver_late(forms[number], error, partial(written, number)))

        self._waiting[ended] = time.monotonic()
        try:
            async with asyncio.TaskGroup() as late:
                await self._write([each.record for each in forms], ended)
        except ExceptionGroup as errors:  # the first ended the others
            raise errors.exceptions[0] from errors
        finally:
            del self._waiting[ended]

    async def stop(self) -> None:
        """Nothing to do: who waits for a record is cancelled."""

    async def _deliver_late(
        self, forms: Forms, error: Exception | None, written: Callable[[Outcome], None]
    ) -> None:
        """Deliver what a first try has failed for."""
        while refused := await self._try_on(forms.record, error):
            await asyncio.to_thread(forms.refuse, refused)
            error = await self._write_one(forms.record)
        written(forms.outcome)

    async def _try_on(self, record: Record, error: Exception | None) -> Exception | None:
        """Why the broker will never take the record, after a first try that failed; None once it has taken it."""
        delay = FIRST_DELAY
        while error:
            if not passes(error):
                # The broker refuses a batch as a whole, perhaps because of another record in it.
                error = await self._write_alone(record)
                if not error or not passes(error):
                    return error
            self._retried()
            self._outage.begin(f"to {record.topic}", error)
            await self._pause(delay)
            delay = min(delay * 2, MAX_DELAY)
            error = await self._write_one(record)
        return None

    async def _write(self, records: Sequence[Record], ended: Ended) -> None:
        async with self._gate.together():
            await self._hear(records, ended)

    async def _write_one(self, record: Record) -> Exception | None:
        async with self._gate.together():
            return await self._end_of(record)

    async def _write_alone(self, record: Record) -> Exception | None:
        async with self._gate.alone():
            return await self._end_of(record)

    async def _end_of(self, record: Record) -> Exception | None:
        errors: list[Exception | None] = []
        await self._hear([record], lambda _, error: errors.append(error))
        return errors[0]

    async def _hear(self, records: Sequence[Record], ended: Ended) -> None:
        async with aclosing(self._send(records)) as ends:
            async for number, error in ends:
                if error is None:
                    self._outage.end()
                ended(number, error)


def one_by_one(send: Callable[[Record], Awaitable[object]]) -> Send:
    """Writes records by what writes one, and raises where it is not taken."""

    async def end(number: int, record: Record) -> End:
        try:
            await send(record)
        except Exception as error:  # noqa: BLE001 - the client's errors have no common base
            return number, error
        return number, None

    async def send_all(records: Sequence[Record]) -> AsyncGenerator[End]:
        async with asyncio.TaskGroup() as group:
            ends = [group.create_task(end(number, record)) for number, record in enumerate(records)]
            for ended in asyncio.as_completed(ends):
                yield await ended

    return send_all
