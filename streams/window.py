"""Decides how a message goes from its receipt to a confirmed outcome, and how many do so at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from schemas.rejection import Reason
from streams.call import Call
from streams.custody import Custody, Partition
from streams.delivery import Delivery
from streams.isolation import find_outcome, outcome_in
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


@dataclass(slots=True, eq=False)
class _Page:
    """A message in hand."""

    ticket: Ticket[Partition]
    message: Message
    started: float = field(default_factory=time.monotonic)
    call: Call | None = None
    """What a child has been asked for."""


Found = list[tuple[_Page, Outcome]]
"""Pages with their outcomes, which are not written yet."""


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
        self._failed = failed
        self._hold = hold
        self._go_on = go_on
        self._held: set[Partition] = set()
        self._in_hand: dict[Ticket[Partition], _Page] = {}
        """All without a confirmed outcome."""
        self._found: Found = []
        """Those whose outcome was found in this turn of the event loop."""
        self._tasks: dict[asyncio.Task[None], list[_Page]] = {}
        """What is written, and by which task."""
        self._moved = asyncio.Event()
        self._is_closed = False
        self.finished = 0
        """Pages that came to a confirmed outcome."""
        self._enough_at = 0
        self._enough = asyncio.Event()

    def open(self) -> None:
        """Take messages."""
        self._is_closed = False

    def close(self) -> None:
        """Ignore messages from now on: they are read again later, here or elsewhere."""
        self._is_closed = True
        self._moved.set()

    async def take(self, message: Message) -> None:
        """Start on a message; returns once there is room for another, so that none is fetched in vain."""
        partition, journal = (message.topic, message.partition), self._custody.journal
        is_ordinary = not self._is_closed and journal.is_ordinary(partition, message.offset)
        if not is_ordinary and not await self._is_ours(partition, message.offset):
            return
        if not is_ordinary and journal.is_suspect(partition, message.offset):
            await self._take_alone(partition, message)
            return
        self._start(partition, message)
        self._hold_if_long(partition)
        if not self.ledger.has_room():
            await self._room()

    async def _is_ours(self, partition: Partition, offset: int) -> bool:
        """Whether the message is for us to do; before the first of a partition the broker is asked."""
        try:
            if not self._is_closed:
                await self._custody.begin(partition, offset)
        except SharedName as error:
            self.close()
            self._failed(error)
        return not self._is_closed and self._custody.journal.is_ours(partition, offset)

    async def _take_alone(self, partition: Partition, message: Message) -> None:
        """Work on a message that may be the death of this worker, with no other in hand."""
        await self._until_empty()
        if self._is_closed:
            return
        await self._custody.begin_alone(partition, message.offset)
        if not self._custody.journal.is_ours(partition, message.offset):
            return  # a rebalance meanwhile: whoever has the partition now reads the message again
        if (page := self._admit(partition, message)) is not None:
            task = asyncio.create_task(self._carry_alone(page))
            self._watch(task, [page])
            await asyncio.wait([task])
            if page.ticket.finished:
                await self._custody.end_alone(partition, message.offset)

    def _admit(self, partition: Partition, message: Message) -> _Page | None:
        ticket = self.ledger.admit(partition, message.offset, message.size)
        if ticket is None:
            return None
        log_received(message)
        page = self._in_hand[ticket] = _Page(ticket, message)
        return page

    def _start(self, partition: Partition, message: Message) -> None:
        page = self._admit(partition, message)
        if page is None:
            return
        if letter := self._letter(message):
            self._has_outcome(page, letter)
        else:
            page.call = find_outcome(self._sandbox, message, partial(self._has_outcome, page))

    async def drain(self, seconds: float) -> int:
        """Wait until the pages in hand have their outcome, at most so long; gives how many have not."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._until_empty(), seconds)
        return len(self._in_hand)

    def give_up(self, partitions: Collection[Partition]) -> None:
        """Abandon what is in hand of these partitions: their next owner does it again."""
        for ticket in [ticket for ticket in self._in_hand if ticket.partition in partitions]:
            page = self._in_hand.pop(ticket)
            if page.call is not None:
                page.call.forget()
        for task, pages in self._tasks.items():
            if not any(page.ticket in self._in_hand for page in pages):
                task.cancel()
        self.ledger.give_up(partitions)
        self._held.difference_update(partitions)
        self._moved.set()

    def abandon(self) -> None:
        """Give up whatever is in hand: the worker ends."""
        self.close()
        self.give_up({ticket.partition for ticket in self._in_hand})

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
        while not (self._is_closed or self.ledger.has_room(REFILL)):
            self._moved.clear()
            await self._moved.wait()

    async def _until_empty(self) -> None:
        while self._in_hand:
            self._moved.clear()
            await self._moved.wait()

    def _letter(self, message: Message) -> Outcome | None:
        """The outcome of a message that is not worked on any more."""
        if self._custody.journal.is_given_up((message.topic, message.partition), message.offset):
            detail = "two workers died while it was the only page in hand"
            return lost(message.key, message.headers, Reason.QUARANTINED, detail)
        return None

    def _has_outcome(self, page: _Page, outcome: Outcome | Exception) -> None:
        if isinstance(outcome, Exception):
            self._in_hand.pop(page.ticket, None)
            self._failed(outcome)
            return
        page.call = None  # it holds the page, which would stay in memory until cycles are looked for
        self._found.append((page, outcome))
        if len(self._found) == 1:
            asyncio.get_running_loop().call_soon(self._deliver_found)

    def _deliver_found(self) -> None:
        """Answers of a child come some at a time, and are written together; in order each waits for those before it."""
        found, self._found = [each for each in self._found if each[0].ticket in self._in_hand], []
        if not found:
            return
        for bundle in [[each] for each in found] if self._delivery.keeps_order else [found]:
            self._watch(asyncio.create_task(self._deliver(bundle)), [page for page, _ in bundle])

    def _watch(self, task: asyncio.Task[None], pages: list[_Page]) -> None:
        self._tasks[task] = pages
        task.add_done_callback(self._end_task)

    def _end_task(self, task: asyncio.Task[None]) -> None:
        for page in self._tasks.pop(task):
            self._in_hand.pop(page.ticket, None)
        self._moved.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed(error)

    async def _carry_alone(self, page: _Page) -> None:
        message = page.message
        outcome = self._letter(message) or await outcome_in(self._sandbox, message)
        await self._custody.has_outcome(page.ticket.partition, page.ticket.offset)
        await self._deliver([(page, outcome)])

    async def _deliver(self, found: Found) -> None:
        started = time.monotonic()
        if self._delivery.keeps_order:
            self._set_down(page for page, _ in found)

        def written(number: int, outcome: Outcome) -> None:
            page, first = found[number]
            now = time.monotonic()
            self._finish(page, outcome, Took(now - page.started, first.work_seconds, now - started))

        await self._delivery.deliver_all([(page.message, outcome) for page, outcome in found], written)

    def _set_down(self, pages: Iterable[_Page]) -> None:
        for page in pages:
            self.ledger.set_down(page.ticket)
            self._hold_if_long(page.ticket.partition)
        self._moved.set()

    def _finish(self, page: _Page, outcome: Outcome, took: Took) -> None:
        if self._in_hand.pop(page.ticket, None) is None:
            return  # given up meanwhile: whoever has the partition now does it again
        self.ledger.finish(page.ticket)
        self._go_on_if_short(page.ticket.partition)
        self._moved.set()
        self.finished += 1
        if self.finished >= self._enough_at:
            self._enough.set()
        self._observer.page(page.message, outcome, took)
