"""Decides how outcomes and the offsets of their pages are written as one, so that none is ever seen twice.

Each source partition has a producer of its own with a transactional id of its own. Whoever opens a producer of that id
ends what was begun under it, and the broker refuses all that an older one may still try (KIP-98). After that, and
before it writes, it asks what is committed: so each outcome is written by one of them, whoever thinks to own the
partition. Outcomes are written in the order of the offsets, as an offset says that all before it is done.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from streams.custody import Partition, Read
from streams.delivery import FIRST_DELAY, MAX_DELAY
from streams.forms import Destinations, Forms
from streams.journal import Journal
from streams.kafka_errors import client_error, name, passes_with_another_producer
from streams.ledger import Ledger, Ticket
from streams.outcome import Outcome
from streams.records import Message, Record

log = logging.getLogger(__name__)

MOST_RECORDS = 200
"""Records of one transaction."""
STOP_TIMEOUT = 5.0
"""Seconds for closing a producer."""

Open = Callable[[str], AIOKafkaProducer]
"""Makes a producer with this transactional id, not yet started."""


@dataclass(slots=True, eq=False)
class _Entry:
    """An outcome that waits to be written."""

    forms: Forms
    written: asyncio.Future[Outcome]
    since: float = field(default_factory=time.monotonic)


Ready = list[tuple[Ticket[Partition], _Entry]]


@dataclass(slots=True, eq=False)
class _Noting:
    """An offset that waits to be committed with its note, and without an outcome."""

    offset: int
    note: str
    written: asyncio.Future[bool]


@dataclass(slots=True, eq=False)
class _Lane:
    """One partition."""

    partition: Partition
    producer: AIOKafkaProducer
    committed: int = 0
    """The offset that we have committed last; 0 before."""
    notings: deque[_Noting] = field(default_factory=deque)
    waiting: dict[int, _Entry] = field(default_factory=dict)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Transactions:
    """Writes outcomes, one call a message, in one transaction a partition at a time."""

    def __init__(  # noqa: PLR0913 - by name, and nobody else brings them together
        self,
        open_producer: Open,
        to: Destinations,
        *,
        ledger: Ledger[Partition],
        journal: Journal[Partition],
        read: Read,
        timeout: float,
        confirm: Callable[[Mapping[Partition, int]], None],
        retried: Callable[[], None] = lambda: None,
    ) -> None:
        """`read` asks what is committed, `confirm` is told of it; `timeout` of one try in seconds.

        `retried` is told of each further try.
        """
        self._open = open_producer
        self._to = to
        self._ledger = ledger
        self._journal = journal
        self._read = read
        self._timeout = timeout
        self._confirm = confirm
        self._retried = retried
        self._lanes: dict[Partition, _Lane] = {}
        self._failing = False

    async def begin(self, partition: Partition) -> None:
        """Fence the former holder of a partition. To be called before it is asked what is committed."""
        if partition not in self._lanes:
            self._lanes[partition] = lane = _Lane(partition, await self._started(partition))
            lane.task = asyncio.create_task(self._run(lane))

    async def deliver(self, message: Message, outcome: Outcome) -> Outcome:
        """Write the outcome; returns what was written once its transaction is committed. Raises as `Delivery`."""
        lane = self._lanes[message.topic, message.partition]
        entry = _Entry(Forms(message, outcome, self._to), asyncio.get_running_loop().create_future())
        lane.waiting[message.offset] = entry
        lane.more.set()
        return await entry.written

    async def write(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        """Commit these offsets with their notes; whether all of the partitions were, and stayed, ours.

        By the same producers, as a plain commit could undo what another worker has committed in the meantime.
        """
        lanes = [(self._lanes[at], *noted) for at, noted in notes.items() if at in self._lanes]
        written = await asyncio.gather(*(_put(*noting) for noting in lanes))
        return len(lanes) == len(notes) and all(written)

    def slowest(self) -> float:
        """Seconds that the outcome has waited that waits the longest to be written; 0 without any."""
        since = [entry.since for lane in self._lanes.values() for _, entry in self._ready(lane)]
        return time.monotonic() - min(since) if since else 0.0

    async def stop(self) -> None:
        """Write no more, for any partition; what was not committed will never be seen. Each can be begun again."""
        lanes = [*self._lanes.values()]
        self._lanes.clear()
        await asyncio.gather(*map(_close, lanes))

    async def _run(self, lane: _Lane) -> None:
        try:
            while True:
                await lane.more.wait()
                lane.more.clear()
                await self._catch_up(lane)
        except Exception as error:  # noqa: BLE001 - who waits has to learn of it
            for waiting in _waiting(lane):
                if not waiting.done():
                    waiting.set_exception(error)

    async def _catch_up(self, lane: _Lane) -> None:
        while True:
            if lane.notings:
                await self._note(lane, lane.notings[0])
            elif ready := self._ready(lane):
                await self._write(lane, ready)
            else:
                return

    def _ready(self, lane: _Lane) -> Ready:
        """The outcomes before which nothing is missing."""
        unfinished = islice(self._ledger.unfinished(lane.partition), MOST_RECORDS)
        present = takewhile(lambda ticket: ticket.offset in lane.waiting, unfinished)
        return [(ticket, lane.waiting[ticket.offset]) for ticket in present]

    async def _write(self, lane: _Lane, ready: Ready) -> None:
        """Write these in one transaction; one by one where the broker refuses one of them."""
        delay, most = FIRST_DELAY, len(ready)
        while ready:
            part = ready[:most]
            following = part[-1][0].offset + 1
            note = self._journal.note(lane.partition, following)
            records = [entry.forms.record for _, entry in part]
            error = await self._attempt(lane, records, following, note)
            done = part if error is None else await self._written_after_all(lane, part)
            self._settle(lane, done)
            ready = ready[len(done) :]
            if done or error is None:
                continue
            if passes_with_another_producer(error):
                delay = await self._pause(lane, error, delay)
            elif most > 1:
                most = 1
            else:
                await asyncio.to_thread(part[0][1].forms.refuse, error)

    async def _note(self, lane: _Lane, noting: _Noting) -> None:
        """Commit an offset with its note, but none behind what another worker has committed meanwhile."""
        offset, delay = max(noting.offset, lane.committed), FIRST_DELAY
        while (error := await self._attempt(lane, [], offset, noting.note)) is not None:
            if not passes_with_another_producer(error):
                raise error
            await self._reopen(lane)
            if lane.committed > offset:
                break
            delay = await self._pause(lane, error, delay)
        lane.notings.popleft()
        if not noting.written.done():
            noting.written.set_result(error is None)

    async def _attempt(self, lane: _Lane, records: list[Record], offset: int, note: str) -> Exception | None:
        """What went wrong, if anything."""
        try:
            await asyncio.wait_for(self._transact(lane, records, offset, note), self._timeout)
        except Exception as error:  # noqa: BLE001 - the client's errors have no common base
            return client_error(error)
        self._failing = False
        lane.committed = offset
        self._confirm({lane.partition: offset})
        return None

    async def _transact(self, lane: _Lane, records: list[Record], offset: int, note: str) -> None:
        producer = lane.producer
        await producer.begin_transaction()
        sent = [await producer.send(r.topic, r.value, r.key, headers=list(r.headers)) for r in records]
        await asyncio.gather(*sent)
        noted = {TopicPartition(*lane.partition): OffsetAndMetadata(offset, note)}
        await producer.send_offsets_to_transaction(noted, self._to.group)
        await producer.commit_transaction()

    async def _written_after_all(self, lane: _Lane, part: Ready) -> Ready:
        """What is committed of a transaction that failed: by it, if only the answer was lost, or by another worker.

        The new producer ends the transaction for certain.
        """
        await self._reopen(lane)
        return [(ticket, entry) for ticket, entry in part if ticket.offset < lane.committed]

    async def _reopen(self, lane: _Lane) -> None:
        await _stop(lane.producer)
        lane.producer = await self._started(lane.partition)
        lane.committed = (await self._read(lane.partition)).offset or 0
        self._confirm({lane.partition: lane.committed})

    def _settle(self, lane: _Lane, done: Ready) -> None:
        for ticket, entry in done:
            del lane.waiting[ticket.offset]
            self._ledger.finish(ticket)
            if not entry.written.done():
                entry.written.set_result(entry.forms.outcome)

    async def _started(self, partition: Partition) -> AIOKafkaProducer:
        delay = FIRST_DELAY
        while True:
            producer = self._open(f"{self._to.group}-{partition[0]}-{partition[1]}")
            try:
                await asyncio.wait_for(producer.start(), self._timeout)
            except Exception as error:
                await _stop(producer)
                if not passes_with_another_producer(client_error(error)):
                    raise
                await asyncio.sleep(delay)
                delay = min(delay * 2, MAX_DELAY)
            else:
                return producer

    async def _pause(self, lane: _Lane, error: Exception, delay: float) -> float:
        """Wait before another try; gives how long to wait before the one after that, in seconds."""
        self._retried()
        if not self._failing:  # once, until something is written again
            log.warning(
                "cannot write the outcomes of partition %s, trying on: %s", lane.partition[1], name(error)
            )
        self._failing = True
        await asyncio.sleep(delay)
        return min(delay * 2, MAX_DELAY)


async def _put(lane: _Lane, offset: int, note: str) -> bool:
    noting = _Noting(offset, note, asyncio.get_running_loop().create_future())
    lane.notings.append(noting)
    lane.more.set()
    return await noting.written


async def _close(lane: _Lane) -> None:
    if lane.task is not None:
        lane.task.cancel()
        await asyncio.wait([lane.task])
    for entry in lane.waiting.values():
        entry.written.cancel()
    for noting in lane.notings:
        if (
            not noting.written.done()
        ):  # who waits is the agent itself: cancelled, it would take no more messages
            noting.written.set_result(False)
    await _stop(lane.producer)


def _waiting(lane: _Lane) -> list[asyncio.Future[Any]]:
    return [entry.written for entry in lane.waiting.values()] + [noting.written for noting in lane.notings]


async def _stop(producer: AIOKafkaProducer) -> None:
    # What it has begun and not committed is ended by its successor, or by the broker in time.
    with suppress(Exception):
        await asyncio.wait_for(producer.stop(), STOP_TIMEOUT)
