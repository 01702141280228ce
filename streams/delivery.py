"""Decides how an outcome reaches its topic: confirmed by the broker, retried, dead-lettered, or the worker stops."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from streams.forms import Destinations, Forms
from streams.gate import Gate
from streams.kafka_errors import passes
from streams.outage import Outage
from streams.outcome import Outcome
from streams.records import Message, Record

log = logging.getLogger(__name__)

FIRST_DELAY = 0.1
MAX_DELAY = 10.0

Send = Callable[[Sequence[Record]], Awaitable[Sequence[Exception | None]]]
"""Writes records; returns, within bounds, once each is confirmed, or what the client raised for it, in their order."""
Written = Callable[[int, Outcome], None]
"""Is told what was written in the end, by its number."""


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
        with self._waits():
            errors = await self._write([each.record for each in forms])
        late = []
        for number, (each, error) in enumerate(zip(forms, errors, strict=True)):
            if error is None:
                written(number, each.outcome)
            else:
                late.append(self._deliver_late(each, error, partial(written, number)))
        if late:
            await asyncio.gather(*late)

    async def stop(self) -> None:
        """Nothing to do: each record is written by itself, and who waits for it is cancelled."""

    async def _deliver_late(
        self, forms: Forms, error: Exception | None, written: Callable[[Outcome], None]
    ) -> None:
        """Deliver what a first try has failed for."""
        with self._waits():
            refused = await self._try_on(forms.record, error)
        while refused:
            await asyncio.to_thread(forms.refuse, refused)
            with self._waits():
                [error] = await self._write([forms.record])
                refused = await self._try_on(forms.record, error)
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
            [error] = await self._write([record])
        return None

    async def _write(self, records: Sequence[Record]) -> Sequence[Exception | None]:
        await self._gate.enter()
        try:
            return self._heard(await self._send(records))
        finally:
            self._gate.leave()

    async def _write_alone(self, record: Record) -> Exception | None:
        async with self._gate.alone():
            [error] = self._heard(await self._send([record]))
        return error

    def _heard(self, errors: Sequence[Exception | None]) -> Sequence[Exception | None]:
        if not all(errors):
            self._outage.end()
        return errors

    @contextmanager
    def _waits(self) -> Iterator[None]:
        mark = object()
        self._waiting[mark] = time.monotonic()
        try:
            yield
        finally:
            del self._waiting[mark]


def one_by_one(send: Callable[[Record], Awaitable[object]]) -> Send:
    """Writes records by what writes one, and raises where it is not taken."""

    async def end(record: Record) -> Exception | None:
        try:
            await send(record)
        except Exception as error:  # noqa: BLE001 - the client's errors have no common base
            return error
        return None

    async def send_all(records: Sequence[Record]) -> Sequence[Exception | None]:
        return await asyncio.gather(*map(end, records))

    return send_all
