"""Decides how outcomes and the offsets of their pages are written as one, so that none is ever seen twice.

Each source partition has a producer of its own with a transactional id of its own. Whoever is given the partition opens
a producer of that id, which ends what was begun under it and bars all older ones (KIP-98), and then asks what is
committed. A producer is never opened anew in between: who was barred, or does not know whether its transaction was
committed, leaves the partition to the group, and asks again as a member that has just joined. Outcomes are written in
the order of the offsets, as an offset says that all before it is done.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from streams.custody import Partition
from streams.delivery import FIRST_DELAY, MAX_DELAY, Written
from streams.forms import Destinations, Forms
from streams.journal import Journal
from streams.kafka_errors import is_of_producer, name, passes
from streams.ledger import Ledger, Ticket
from streams.outage import Outage
from streams.outcome import Outcome
from streams.records import Message, Record

log = logging.getLogger(__name__)

MOST_RECORDS = 200
"""Records of one transaction."""
STOP_TIMEOUT = 5.0
"""Seconds for closing a producer."""

Open = Callable[[str], AIOKafkaProducer]
"""Makes a producer with this transactional id, not yet started."""


class _Broken(Exception):
    """The producer cannot go on: it was barred, or it is not known whether its transaction was committed."""


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
    is_broken: bool = False
    """Nothing can be written any more until the partition is given to us again."""
    notings: deque[_Noting] = field(default_factory=deque)
    waiting: dict[int, _Entry] = field(default_factory=dict)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Transactions:
    """Writes outcomes, in one transaction a partition at a time."""

    keeps_order = True
    """Whether the outcome of a message waits for those before it."""

    def __init__(  # noqa: PLR0913 - by name, and nobody else brings them together
        self,
        open_producer: Open,
        to: Destinations,
        *,
        ledger: Ledger[Partition],
        journal: Journal[Partition],
        timeout: float,
        confirm: Callable[[Mapping[Partition, int]], None],
        rejoin: Callable[[], None],
        retried: Callable[[], None] = lambda: None,
    ) -> None:
        """`confirm` is told what is committed, `retried` of each further try; `timeout` of one try in seconds.

        `rejoin` makes the group give the partitions out again.
        """
        self._open = open_producer
        self._to = to
        self._ledger = ledger
        self._journal = journal
        self._timeout = timeout
        self._confirm = confirm
        self._rejoin = rejoin
        self._retried = retried
        self._lanes: dict[Partition, _Lane] = {}
        self._outage = Outage(log)

    async def begin(self, partition: Partition) -> None:
        """Fence the former holder of a partition. To be called before it is asked what is committed."""
        if partition not in self._lanes:
            self._lanes[partition] = lane = _Lane(partition, await self._started(partition))
            lane.task = asyncio.create_task(self._run(lane))

    async def deliver_all(self, outcomes: Sequence[tuple[Message, Outcome]], written: Written) -> None:
        """Write these outcomes; `written` is told of each once its transaction is committed. Raises as `Delivery`."""

        async def deliver(number: int, message: Message, outcome: Outcome) -> None:
            written(number, await self.deliver(message, outcome))

        await asyncio.gather(*(deliver(number, *each) for number, each in enumerate(outcomes)))

    async def deliver(self, message: Message, outcome: Outcome) -> Outcome:
        """As `deliver_all`, for one; returns what was written in the end."""
        lane = self._lanes[message.topic, message.partition]
        entry = _Entry(Forms(message, outcome, self._to), asyncio.get_running_loop().create_future())
        lane.waiting[message.offset] = entry
        lane.more.set()
        if lane.is_broken:
            entry.written.cancel()
        return await entry.written

    async def write(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        """Commit these offsets with their notes; whether all of the partitions were, and stayed, ours.

        By the same producers, as a plain commit could undo what another worker has committed in the meantime.
        """
        lanes = [
            (lane, *noted)
            for at, noted in notes.items()
            if (lane := self._lanes.get(at)) is not None and not lane.is_broken
        ]
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
        except _Broken as broken:
            log.warning("partition %s is left to the group: %s", lane.partition[1], name(broken.__cause__))
            lane.is_broken = True
            _let_go(lane)
            self._rejoin()
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
            part, ready = ready[:most], ready[most:]
            following = part[-1][0].offset + 1
            note = self._journal.note(lane.partition, following)
            error = await self._attempt(lane, [entry.forms.record for _, entry in part], following, note)
            if error is None:
                self._settle(lane, part)
                continue
            ready = part + ready
            if passes(error):
                delay = await self._pause(lane, error, delay)
            elif most > 1:
                most = 1
            else:
                await asyncio.to_thread(part[0][1].forms.refuse, error)

    async def _note(self, lane: _Lane, noting: _Noting) -> None:
        """Commit an offset with its note, but none behind what is committed."""
        delay = FIRST_DELAY
        while error := await self._attempt(lane, [], max(noting.offset, lane.committed), noting.note):
            if not passes(error):
                raise error
            delay = await self._pause(lane, error, delay)
        lane.notings.popleft()
        if not noting.written.done():
            noting.written.set_result(True)

    async def _attempt(self, lane: _Lane, records: list[Record], offset: int, note: str) -> Exception | None:
        """Why nothing of the transaction was committed, if that is so; raises `_Broken` where it is not known."""
        producer = lane.producer
        try:
            await asyncio.wait_for(self._prepare(lane, records, offset, note), self._timeout)
        except Exception as error:  # noqa: BLE001 - the client's errors have no common base
            await self._abort(producer, error)
            return error
        try:
            await asyncio.wait_for(producer.commit_transaction(), self._timeout)
        except Exception as error:
            raise _Broken from error
        self._outage.end()
        lane.committed = offset
        self._confirm({lane.partition: offset})
        return None

    async def _prepare(self, lane: _Lane, records: list[Record], offset: int, note: str) -> None:
        producer = lane.producer
        await producer.begin_transaction()
        sent = [await producer.send(r.topic, r.value, r.key, headers=list(r.headers)) for r in records]
        await asyncio.gather(*sent)
        noted = {TopicPartition(*lane.partition): OffsetAndMetadata(offset, note)}
        await producer.send_offsets_to_transaction(noted, self._to.group)

    async def _abort(self, producer: AIOKafkaProducer, cause: Exception) -> None:
        """End a transaction that was not committed, to go on with the same producer."""
        if is_of_producer(cause):
            raise _Broken from cause
        try:
            await asyncio.wait_for(producer.abort_transaction(), self._timeout)
        except Exception as error:
            raise _Broken from error

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
                if not (passes(error) or is_of_producer(error)):
                    raise
                await asyncio.sleep(delay)
                delay = min(delay * 2, MAX_DELAY)
            else:
                return producer

    async def _pause(self, lane: _Lane, error: Exception, delay: float) -> float:
        """Wait before another try; gives how long to wait before the one after that, in seconds."""
        self._retried()
        self._outage.begin(f"the outcomes of partition {lane.partition[1]}", error)
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
    _let_go(lane)
    await _stop(lane.producer)


def _let_go(lane: _Lane) -> None:
    for entry in lane.waiting.values():
        entry.written.cancel()
    for noting in lane.notings:
        if (
            not noting.written.done()
        ):  # who waits is the agent itself: cancelled, it would take no more messages
            noting.written.set_result(False)


def _waiting(lane: _Lane) -> list[asyncio.Future[Any]]:
    return [entry.written for entry in lane.waiting.values()] + [noting.written for noting in lane.notings]


async def _stop(producer: AIOKafkaProducer) -> None:
    # What it has begun and not committed is ended by its successor, or by the broker in time.
    with suppress(Exception):
        await asyncio.wait_for(producer.stop(), STOP_TIMEOUT)
