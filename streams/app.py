"""Decides when the worker takes messages, commits, and hands its partitions over: the life of a member of the group."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar, cast

from aiokafka import ConsumerRecord
from aiokafka.errors import KafkaError

from streams import life
from streams.convoy import Convoy, End
from streams.custody import Committed, Partition, Write
from streams.faust_client import Consumer, faust_app
from streams.journal import Journal
from streams.kafka_errors import name, refuses_us
from streams.records import Record, message
from streams.settings import Settings
from streams.shipping import Shipping
from streams.watchdog import POLL_SILENCE
from streams.window import Window

# Share of the rebalance timeout in which pages in hand may still be finished; the rest is for the commit.
DRAIN_SHARE = 0.6
COMMIT_SHARE = 0.2
# An idle worker asks the broker for messages five times a second.
IDLE_SILENCE = 10.0
# What a broker says of committed offsets is taken for true if it takes no longer, or if it is so slow each time.
FRESH_SECONDS = 1.0
FRESH_TRIES = 5

T = TypeVar("T")

Released = Callable[[], Awaitable[None]]


class Kafka:
    """Faust's app with its one agent, seen from the worker: run, send, commit, stop."""

    _window: Window
    _writer: Write
    _assigned_anew: Callable[[], None]
    _released: Released
    """All set by `feed`."""

    def __init__(self, settings: Settings, journal: Journal[Partition]) -> None:
        """`journal` gives the notes that go with what is committed."""
        self._settings = settings
        self._journal = journal
        self._app = faust_app(settings)
        self._shipping = Shipping(self._app.kafka_producer, 2 * settings.producer_request_timeout)
        self._convoy = Convoy(
            settings.producer_linger, lambda: self._window.ledger.pages, self._shipping.leave
        )
        self._asking: asyncio.Future[Any] | None = None
        self._crashing: asyncio.Future[Any] | None = None
        self._committed: dict[Partition, int] = {}
        self._assigned = False
        self._taking = 0
        self.draining = False
        self.last_commit = time.monotonic()
        """When offsets were last committed, by `time.monotonic`; at the start, when the worker started."""

    def feed(
        self, window: Window, *, writer: Write | None = None, assigned: Callable[[], None], released: Released
    ) -> None:
        """Tell where messages go. Once, before the start.

        `writer` commits offsets with notes in our stead; `assigned` is told when the group has given out its
        partitions, `released` when all of ours were handed over.
        """
        self._window = window
        self._writer = writer or self.write
        self._assigned_anew = assigned
        self._released = released
        app: Any = self._app
        topic = app.topic(self._settings.raw_topic, key_serializer="raw", value_serializer="raw", acks=False)
        app.agent(topic, name="pages")(self._pages)
        app.on_partitions_revoked.connect(self._on_revoked)
        app.on_partitions_assigned.connect(self._on_assigned)

    async def run(self) -> None:
        """Work until `stop` is called. Raises what made Faust, or a page, impossible to go on with."""
        await self._app.start()
        await self._app.wait_until_stopped()
        if self._app.crash_reason is not None:
            raise self._app.crash_reason

    async def stop(self) -> None:
        """Leave the group and close all connections."""
        self._assigned = False
        await self._app.stop()

    def crash(self, error: BaseException) -> None:
        """Make `run` raise the error."""
        self._crashing = self._app.add_future(self._app.crash(error))

    def send(self, records: Sequence[Record]) -> AsyncGenerator[End]:
        """Write records; tells of each, as soon as it is known, whether the broker has confirmed it."""
        return self._convoy.carry(records)

    async def commit(self) -> bool:
        """Commit what the ledger holds finished now; whether the broker confirmed."""
        return await self._in_turn(self._commit)

    async def write(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        """Commit these offsets with their notes; whether the broker confirmed. Raises where it refuses us for good."""
        return await self._in_turn(partial(self._write, notes))

    async def committed(self, partition: Partition) -> Committed:
        """What was last committed for one of our partitions, by whomever."""
        for _ in range(FRESH_TRIES):
            asked = time.monotonic()
            answer = await self._in_turn(partial(self._consumer.committed, partition))
            # A slow answer may be of a broker that stood still, and does not know yet that another leads.
            if time.monotonic() - asked < FRESH_SECONDS:
                break
        return answer

    def confirm(self, offsets: Mapping[Partition, int]) -> None:
        """The broker has confirmed that these are committed."""
        self._window.ledger.mark_committed(offsets)
        self._committed.update(offsets)
        self.last_commit = time.monotonic()

    async def leave(self, seconds: float) -> None:
        """Commit what is finished and that the partitions are handed over in good order; within so much time."""
        leaving = asyncio.ensure_future(self._writer(self._journal.leave(self._window.ledger.committable())))
        await asyncio.wait([leaving], timeout=seconds)
        if problem := _problem_of(leaving):
            life.last_commit_failed(problem)

    def hold(self, partition: Partition) -> None:
        """Fetch no more of a partition for now; what was fetched already still comes."""
        self._consumer.hold(partition)

    def go_on(self, partition: Partition) -> None:
        """Fetch again what was held."""
        self._consumer.go_on(partition)

    def rejoin(self) -> None:
        """Have the group give the partitions out again."""
        self._consumer.rejoin()

    @property
    def is_assigned(self) -> bool:
        """Whether the group has said which partitions are ours, be it none."""
        return self._assigned

    def assignment(self) -> set[Partition]:
        """The partitions that are ours now."""
        held = self._consumer.assignment() if self._assigned else set()
        return {(tp.topic, tp.partition) for tp in held}

    def lag(self) -> dict[Partition, int]:
        """For each of our partitions, how many offsets are not yet done with, as far as is known."""
        ends = {partition: self._consumer.end(partition) for partition in self.assignment()}
        return {at: max(0, end - self._done_to(at)) for at, end in ends.items() if end is not None}

    def waiting(self) -> int:
        """Messages of our partitions that are still to be read, or have no confirmed outcome, as far as is known."""
        unread = sum(self._consumer.unread(partition) for partition in self.assignment())
        return unread + self._window.ledger.pages + self._taking

    def seconds_since_poll(self) -> float:
        """How long ago the broker last answered a fetch; 0 without a partition."""
        polls = [self._consumer.last_poll(partition) for partition in self.assignment()]
        newest = max((poll for poll in polls if poll is not None), default=None)
        return 0.0 if newest is None else max(0.0, time.time() - newest)

    def unready(self) -> str:
        """Why no messages are fetched now; empty where they are."""
        if self.draining:
            return "draining"
        if not self._assigned:
            return "no partitions assigned yet"
        silent = self.seconds_since_poll()
        is_idle = not (self._taking or self._window.ledger.pages)
        if silent > (IDLE_SILENCE if is_idle else POLL_SILENCE):
            return f"no broker has answered for {silent:.0f} s"
        return ""

    async def _pages(self, stream: Any) -> None:
        async for event in stream.noack().events():
            await self._take(event.value, event.message.generation_id)

    async def _take(self, bundle: deque[ConsumerRecord[bytes, bytes]], generation: int) -> None:
        """Hand a bundle to the window, but what is left of it once the partitions were given out anew."""
        while bundle and self._app.consumer_generation_id == generation:
            self._taking = len(bundle)
            await self._window.take(message(bundle.popleft()))
        self._taking = 0

    async def _on_revoked(self, _: Any, revoked: Collection[Any], **__: Any) -> None:
        # All partitions each time: aiokafka knows only the eager protocol. They are still ours until this returns,
        # so what is finished now is committed and not done twice. The group waits for us meanwhile.
        self._assigned = False
        self._window.close()
        patience = self._settings.broker_rebalance_timeout
        left = await self._window.drain(patience * DRAIN_SHARE)
        await self.leave(patience * COMMIT_SHARE)
        self._window.give_up([(tp.topic, tp.partition) for tp in revoked])
        self._journal.forget()
        await self._released()
        self._committed.clear()
        life.revoked([tp.partition for tp in revoked], left)

    async def _on_assigned(self, _: Any, assigned: Collection[Any], **__: Any) -> None:
        life.assigned([tp.partition for tp in assigned])
        self._assigned_anew()
        self._assigned = True
        if not self.draining:
            self._window.open()

    def _done_to(self, partition: Partition) -> int:
        """The offset before which nothing is left to do: that of the last commit, or of what was read if that is done.

        The marks of transactions have offsets as well, and nobody commits them.
        """
        read = None if self._window.ledger.is_busy(partition) else self._consumer.read_to(partition)
        committed = self._committed.get(partition, self._consumer.starting_point(partition))
        return max(committed, read or 0)

    async def _in_turn(self, asking: Callable[[], Awaitable[T]]) -> T:
        # One at a time and never cancelled: a commit waits for a broker that is away inside one of the two
        # workers of the consumer thread's queue, and two that wait would stop fetching as well.
        while self._asking is not None and not self._asking.done():
            await asyncio.wait([self._asking])
        self._asking = asked = asyncio.ensure_future(asking())
        return await asyncio.shield(asked)

    async def _commit(self) -> bool:
        offsets = self._window.ledger.committable()
        return await self._write(
            {at: (offset, self._journal.note(at, offset)) for at, offset in offsets.items()}
        )

    async def _write(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        if not notes:
            return True
        # Never behind what is committed: the notes may have been made before a commit that was on its way.
        ahead = {at: (max(offset, self._committed.get(at, 0)), note) for at, (offset, note) in notes.items()}
        try:
            confirmed = await self._consumer.commit_noted(ahead)
        except KafkaError as error:
            if refuses_us(error):
                raise
            life.commit_failed(name(error))
            return False
        if confirmed:
            self.confirm({at: offset for at, (offset, _) in ahead.items()})
        return confirmed

    @property
    def _consumer(self) -> Consumer:
        return cast("Consumer", self._app.consumer)


def _problem_of(done: asyncio.Future[Any]) -> object:
    """Why a task gave no result; None where it did."""
    if not done.done():
        return "no answer"
    if done.cancelled():  # Faust has crashed, and ends its consumer's thread meanwhile
        return "the client has ended"
    return done.exception()
