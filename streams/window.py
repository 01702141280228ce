"""Decides how a message goes from its receipt to a confirmed outcome, and how many do so at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from contextlib import suppress

from schemas.limits import Limits
from schemas.rejection import Reason
from streams.custody import Custody, Partition
from streams.delivery import Delivery
from streams.isolation import outcome_in
from streams.journal import SharedName
from streams.ledger import Ledger, Ticket
from streams.logs import log_received
from streams.observer import Observer
from streams.outcome import Outcome, lost
from streams.records import Message
from streams.sandbox import Sandbox
from streams.took import Took
from streams.transactions import Transactions

# A partition's pages that may be finished behind a slow one: so many would be redone after a crash.
SPAN = 1000
# Once as much is in hand as may be, the next is taken when no more than this share is left: a whole chain, from the
# client's thread on, is woken for each time.
REFILL = 0.75


class Window:
    """The pages in hand. Knows nothing of Faust."""

    def __init__(  # noqa: PLR0913 - by name, and nobody else brings them together
        self,
        *,
        ledger: Ledger[Partition],
        custody: Custody,
        sandbox: Sandbox,
        delivery: Delivery | Transactions,
        observer: Observer,
        limits: Limits,
        failed: Callable[[BaseException], None],
        hold: Callable[[Partition], None],
        go_on: Callable[[Partition], None],
    ) -> None:
        """`failed` is told of an error that no outcome can stand for: the worker must stop.

        `hold` keeps messages of a partition from being fetched, `go_on` ends that.
        """
        self.ledger = ledger
        self._custody = custody
        self._sandbox = sandbox
        self._delivery = delivery
        self._observer = observer
        self._limits = limits
        self._failed = failed
        self._hold = hold
        self._go_on = go_on
        self._held: set[Partition] = set()
        self._tasks: dict[asyncio.Task[None], Ticket[Partition]] = {}
        self._moved = asyncio.Event()
        self._closed = asyncio.Event()
        self.finished = 0
        """Pages that came to a confirmed outcome."""
        self._enough_at = 0
        self._enough = asyncio.Event()

    def open(self) -> None:
        """Take messages."""
        self._closed.clear()

    def close(self) -> None:
        """Ignore messages from now on: they are read again later, here or elsewhere."""
        self._closed.set()
        self._moved.set()

    async def take(self, message: Message) -> None:
        """Start on a message; returns once there is room for another, so that none is fetched in vain."""
        partition = (message.topic, message.partition)
        if not self._closed.is_set():
            await self._begin(partition, message.offset)
        if self._closed.is_set() or not self._custody.journal.is_ours(partition, message.offset):
            return
        if self._custody.journal.is_suspect(partition, message.offset):
            await self._take_alone(partition, message)
        else:
            self._start(partition, message)
            self._hold_if_long(partition)
            await self._room()

    async def _begin(self, partition: Partition, offset: int) -> None:
        try:
            await self._custody.begin(partition, offset)
        except SharedName as error:
            self.close()
            self._failed(error)

    async def _take_alone(self, partition: Partition, message: Message) -> None:
        """Work on a message that may be the death of this worker, with no other in hand."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        if self._closed.is_set():
            return
        await self._custody.begin_alone(partition, message.offset)
        if not self._custody.journal.is_ours(partition, message.offset):
            return  # a rebalance meanwhile: whoever has the partition now reads the message again
        task = self._start(partition, message, alone=True)
        if task is None:
            return
        ticket = self._tasks[task]
        await asyncio.wait([task])
        if ticket.finished:
            await self._custody.end_alone(partition, message.offset)

    def _start(
        self, partition: Partition, message: Message, *, alone: bool = False
    ) -> asyncio.Task[None] | None:
        ticket = self.ledger.admit(partition, message.offset, message.size)
        if ticket is None:
            return None
        task = asyncio.create_task(self._carry(ticket, message, alone=alone))
        self._tasks[task] = ticket
        task.add_done_callback(self._end)
        return task

    async def drain(self, seconds: float) -> int:
        """Wait until the pages in hand have their outcome, at most so long; gives how many have not."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        return len(self._tasks)

    def give_up(self, partitions: Collection[Partition]) -> None:
        """Abandon what is in hand of these partitions: their next owner does it again."""
        for task, ticket in self._tasks.items():
            if ticket.partition in partitions:
                task.cancel()
        self.ledger.give_up(partitions)
        self._held.difference_update(partitions)
        self._moved.set()

    def abandon(self) -> None:
        """Give up whatever is in hand: the worker ends."""
        self.close()
        self.give_up({ticket.partition for ticket in self._tasks.values()})

    async def until_finished(self, pages: int, seconds: float) -> None:
        """Wait until so many pages were finished since the last call, or until so much time has gone by."""
        self._enough_at = self.finished + pages
        self._enough.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._enough.wait(), seconds)

    def _hold_if_long(self, partition: Partition) -> None:
        """A page that takes its time holds up its own partition, and no other."""
        if partition not in self._held and self.ledger.is_long(partition):
            self._held.add(partition)
            self._hold(partition)

    def _go_on_if_short(self, partition: Partition) -> None:
        if partition in self._held and self.ledger.is_short(partition):
            self._held.remove(partition)
            self._go_on(partition)

    async def _room(self) -> None:
        if self._closed.is_set() or self.ledger.has_room():
            return
        while not (self._closed.is_set() or self.ledger.has_room(REFILL)):
            self._moved.clear()
            await self._moved.wait()

    async def _carry(self, ticket: Ticket[Partition], message: Message, *, alone: bool) -> None:
        started = time.monotonic()
        log_received(message)
        outcome = await self._outcome(message)
        if alone:
            await self._custody.has_outcome(ticket.partition, ticket.offset)
        if self._delivery.keeps_order:
            self.ledger.set_down(ticket)
            self._hold_if_long(ticket.partition)
            self._moved.set()
        work, written_from = outcome.work_seconds, time.monotonic()
        outcome = await self._delivery.deliver(message, outcome)
        now = time.monotonic()
        self.ledger.finish(ticket)
        self._go_on_if_short(ticket.partition)
        self.finished += 1
        if self.finished >= self._enough_at:
            self._enough.set()
        self._observer.page(message, outcome, Took(now - started, work, now - written_from))

    async def _outcome(self, message: Message) -> Outcome:
        if self._custody.journal.is_given_up((message.topic, message.partition), message.offset):
            detail = "two workers died while it was the only page in hand"
            return lost(message.key, message.headers, Reason.QUARANTINED, detail)
        return await outcome_in(self._sandbox, message, self._limits)

    def _end(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        self._moved.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed(error)
