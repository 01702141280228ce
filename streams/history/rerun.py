"""Decides how pages of a topic go through the pipeline again: on all cores, bounded, in whichever order they finish.

async with consumer(settings) as reader, running(children(settings)) as sandbox:
    pages = Pages(topic=settings.raw_topic, spans=await spans(reader, settings.raw_topic, choice))
    rerun = Rerun(reader, pages, sandbox, settings)
    async with aclosing(rerun.outcomes()) as outcomes:
        async for message, outcome in outcomes:
            ...
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from streams.history.reader import read
from streams.history.span import Span
from streams.history.wanted import Wanted
from streams.ingest.pace import Pace
from streams.isolation import outcome_in
from streams.ledger import Ledger, Ticket
from streams.outcome import Outcome
from streams.records import Message, message
from streams.sandbox import Sandbox, available_cores
from streams.settings import Settings
from streams.window import SPAN

# Pages in hand for each child process: one at work, one on its way to it, the others on their way out, where a writer
# gathers records for some time.
AHEAD = 32

EVERY = Wanted()

Then = Callable[[Message, Outcome], Awaitable[Outcome]]
"""What is done with an outcome before its page counts as finished, many at a time; gives what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Which pages."""

    topic: str
    spans: Sequence[Span]
    wanted: Wanted = EVERY
    limit: int | None = None
    """No more than so many of those that are wanted."""


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncIterator[Sandbox]:
    """The sandbox, at work for as long as the block lasts. Raises `SandboxError`."""
    try:
        await sandbox.start()
        yield sandbox
    finally:
        await sandbox.stop()


class Rerun:
    """Pages of these spans on their way through the pipeline again."""

    def __init__(
        self,
        reader: AIOKafkaConsumer,
        pages: Pages,
        sandbox: Sandbox,
        settings: Settings,
        *,
        pace: Pace | None = None,
        then: Then | None = None,
    ) -> None:
        """`sandbox` must be at work; pages are taken on no faster than `pace`; `then` is awaited with each outcome."""
        self._reader = reader
        self._pages = pages
        self._sandbox = sandbox
        self._left = pages.limit
        self._pace = pace or Pace(None)
        self._then = then
        most = max(settings.window_pages, AHEAD * (settings.processes or available_cores()))
        self._ledger = Ledger[int](most, settings.window_bytes, SPAN)
        self._read_to = {span.partition: span.start for span in pages.spans}
        self._moved = asyncio.Event()
        self._finished: asyncio.Queue[tuple[Ticket[int], Message, Outcome] | None] = asyncio.Queue()
        self._reading: asyncio.Task[None] | None = None
        self._stopped = False
        self.expired = 0
        """Offsets that had expired before they were read."""

    def positions(self) -> Mapping[int, int]:
        """For each partition the offset before which all is done, pages that are not wanted and gaps included.

        A page is done when the outcome after its own is asked for.
        """
        unfinished = {at: next(self._ledger.unfinished(at), None) for at in self._read_to}
        return {at: ticket.offset if ticket else self._read_to[at] for at, ticket in unfinished.items()}

    def stop(self) -> None:
        """Take no more pages; those in hand are finished."""
        self._stopped = True
        if self._reading is not None:
            self._reading.cancel()

    async def outcomes(self) -> AsyncGenerator[tuple[Message, Outcome], None]:
        """Each page with its outcome, as they finish; to be closed. Once.

        Raises what the reader, `then` or the sandbox raise.
        """
        running = asyncio.create_task(self._run())
        try:
            while (finished := await self._finished.get()) is not None:
                ticket, page, outcome = finished
                yield page, outcome
                self._ledger.finish(ticket)
                self._moved.set()
            await running
        finally:
            running.cancel()
            await asyncio.wait([running])

    async def _run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                self._reading = tasks.create_task(self._read(tasks))
                if self._stopped:
                    self._reading.cancel()
        except ExceptionGroup as errors:  # the first ended the others
            raise errors.exceptions[0] from errors
        finally:
            self._finished.put_nowait(None)

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        async with aclosing(read(self._reader, self._pages.topic, self._pages.spans)) as batches:
            async for batch in batches:
                self.expired += batch.expired
                for record in batch.records:
                    if self._left == 0:
                        return
                    await self._take(record, tasks)
                self._read_to[batch.partition] = batch.position

    async def _take(self, record: ConsumerRecord, tasks: asyncio.TaskGroup) -> None:
        page = message(record)
        if self._pages.wanted.takes(page.key, page.value, page.headers):
            await self._room(page.partition)
            await asyncio.sleep(self._pace.due())
            ticket = self._ledger.admit(page.partition, page.offset, page.size)
            if ticket is not None:
                tasks.create_task(self._carry(ticket, page))
                self._left = None if self._left is None else self._left - 1
        self._read_to[page.partition] = page.offset + 1

    async def _room(self, partition: int) -> None:
        while self._ledger.is_long(partition) or not self._ledger.has_room():
            self._moved.clear()
            await self._moved.wait()

    async def _carry(self, ticket: Ticket[int], page: Message) -> None:
        outcome = await outcome_in(self._sandbox, page)
        if self._then is not None:
            outcome = await self._then(page, outcome)
        self._finished.put_nowait((ticket, page, outcome))
