"""Decides how Faust is used: one agent, raw bytes, no acks of its own. Alone imports faust.

Faust acknowledges a message whose agent raised, one that it skipped in a rebalance, and with several in hand one
before its predecessors (faust-streaming/faust#315, #606). So its acks are off altogether: the topic is declared with
`acks=False` and our ledger's offsets are committed through Faust's consumer. See docs/decisions/0004-own-commits.md.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, cast

import faust
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.drivers import aiokafka
from faust.types import TP
from mode import CrashingSupervisor

from streams.connection import ssl_context
from streams.custody import Committed, Partition, Write
from streams.journal import Journal
from streams.records import Message, Record
from streams.settings import Settings
from streams.topics import HEADROOM_BYTES
from streams.watchdog import POLL_SILENCE
from streams.window import Window

log = logging.getLogger(__name__)

# Faust's queue before the agent, in messages: each may be as large as the largest page.
BUFFERED_MESSAGES = 16
# How soon new partitions of the raw topic are noticed.
METADATA_SECONDS = 10
# Share of the rebalance timeout in which pages in hand may still be finished; the rest is for the commit.
DRAIN_SHARE = 0.6
COMMIT_SHARE = 0.2


class _FaustSettings(faust.Settings):
    """Faust's settings come from ours alone: it would read some 100 environment variables itself."""

    def getenv(self, env_name: str) -> Any:
        return None


class _Consumer(aiokafka.Consumer):
    logger = logging.getLogger("faust.consumer")

    def on_buffer_full(self, tp: TP) -> None:
        """Do nothing: the fetcher then waits for a place in the queue.

        Faust would take the partition out of the next fetch, and with all of them out it sleeps for a second,
        whether or not the queue has run empty meanwhile.
        """

    async def commit_noted(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        """Commit these offsets, each with its note: Faust's own `commit` knows only those of its acks, and no notes.

        False where they are no longer ours to commit.
        """
        return bool(await self._thread.call_thread(self._commit_noted, notes))

    async def _commit_noted(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        offsets = {TopicPartition(*at): OffsetAndMetadata(*noted) for at, noted in notes.items()}
        try:
            held = self._client.assignment()
            ours = {at: offset for at, offset in offsets.items() if at in held}
            if ours:
                await self._client.commit(ours)
        except (CommitFailedError, IllegalStateError):
            return False
        return len(ours) == len(offsets)

    async def committed(self, partition: Partition) -> Committed:
        """What the broker holds as committed."""
        found: Committed = await self._thread.call_thread(self._fetch_committed, TopicPartition(*partition))
        return found

    async def _fetch_committed(self, partition: TopicPartition) -> Committed:
        # The client's public method leaves the note out.
        coordinator = self._client._coordinator  # noqa: SLF001
        found = (await coordinator.fetch_committed_offsets([partition])).get(partition)
        return Committed(None, "") if found is None or found.offset < 0 else Committed(*found)

    def end(self, partition: Partition) -> int | None:
        """The offset after the last message, as far as is known."""
        return self.highwater(TP(*partition))

    def starting_point(self, partition: Partition) -> int:
        """The offset that was committed when the partition was assigned; 0 without any."""
        return self._committed_offset.get(TP(*partition)) or 0

    def last_poll(self, partition: Partition) -> float | None:
        """When the broker last answered a fetch of the partition, by `time.monotonic`."""
        milliseconds = None
        with suppress(AssertionError):  # the other thread has just lost the partition
            milliseconds = self._client.last_poll_timestamp(TP(*partition)) if self._client else None
        return milliseconds / 1000 if milliseconds else None

    @property
    def _client(self) -> Any:
        return self._thread._consumer  # noqa: SLF001 - aiokafka's consumer, which Faust hides


class _Transport(aiokafka.Transport):
    Consumer = _Consumer


class _Faust(faust.App):
    Settings = _FaustSettings
    logger = logging.getLogger("faust.app")

    def _new_transport(self) -> _Transport:
        return _Transport(self.conf.broker_consumer, self)

    async def on_first_start(self) -> None:
        """Make no data directory: there are no tables."""


Released = Callable[[Collection[Partition]], Awaitable[None]]


class Kafka:
    """Faust's app with its one agent, seen from the worker: run, send, commit, stop."""

    _window: Window
    _released: Released
    _writer: Write | None
    """All set by `feed`."""

    def __init__(self, settings: Settings, journal: Journal[Partition]) -> None:
        """`journal` gives the notes that go with what is committed."""
        self._settings = settings
        self._journal = journal
        self._app = _Faust(settings.group, **_faust_options(settings))
        self._app.in_worker = True
        self._committing: asyncio.Future[bool] | None = None
        self._crashing: asyncio.Future[Any] | None = None
        self._committed: dict[Partition, int] = {}
        self._assigned = False
        self.draining = False
        self.last_commit = time.monotonic()
        """When offsets were last committed, by `time.monotonic`; at the start, when the worker started."""

    def feed(self, window: Window, released: Released, writer: Write | None) -> None:
        """Tell where messages go, and who is told of partitions that are no longer ours. Once, before the start.

        `writer` commits the last offsets in our stead.
        """
        self._window = window
        self._released = released
        self._writer = writer
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

    async def send(self, record: Record) -> None:
        """Write a record; returns when the broker has confirmed it."""
        producer = await self._app.maybe_start_producer()
        confirmed = await producer.send(
            record.topic, record.key, record.value, None, None, list(record.headers)
        )
        await confirmed

    async def commit(self) -> bool:
        """Commit what the ledger holds finished now; whether the broker confirmed."""
        return await self._in_turn(self._commit)

    async def write(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        """Commit these offsets with their notes; whether the broker confirmed."""
        return await self._in_turn(partial(self._write, notes))

    async def committed(self, partition: Partition) -> Committed:
        """What was last committed for one of our partitions, by whomever."""
        return await self._consumer.committed(partition)

    async def leave(self, seconds: float) -> None:
        """Commit what is finished and that the partitions are handed over in good order; within so much time."""
        leaving = asyncio.ensure_future(self._hand_over())
        await asyncio.wait([leaving], timeout=seconds)
        if not leaving.done() or leaving.cancelled() or leaving.exception() is not None:
            log.warning("the last offsets could not be committed: their pages are done again")

    @property
    def is_assigned(self) -> bool:
        """Whether the group has said which partitions are ours, be it none."""
        return self._assigned

    def assignment(self) -> set[Partition]:
        """The partitions that are ours now."""
        held = self._consumer.assignment() if self._assigned else set()
        return {(tp.topic, tp.partition) for tp in held}

    def lag(self) -> dict[Partition, int]:
        """For each of our partitions, how many messages are not yet committed, as far as is known."""
        ends = {partition: self._consumer.end(partition) for partition in self.assignment()}
        return {
            partition: max(0, end - self._committed.get(partition, self._consumer.starting_point(partition)))
            for partition, end in ends.items()
            if end is not None
        }

    def seconds_since_poll(self) -> float:
        """How long ago the broker last answered a fetch; 0 without a partition."""
        polls = [self._consumer.last_poll(partition) for partition in self.assignment()]
        newest = max((poll for poll in polls if poll is not None), default=None)
        return 0.0 if newest is None else time.monotonic() - newest

    def unready(self) -> str:
        """Why no messages are fetched now; empty where they are."""
        if self.draining:
            return "draining"
        if not self._assigned:
            return "no partitions assigned yet"
        silent = self.seconds_since_poll()
        if silent > POLL_SILENCE:
            return f"nothing polled for {silent:.0f} s"
        return ""

    async def _pages(self, stream: Any) -> None:
        async for event in stream.noack().events():
            await self._window.take(_message(event.message))

    async def _on_revoked(self, _: Any, revoked: Collection[TP], **__: Any) -> None:
        # All partitions each time: aiokafka knows only the eager protocol. They are still ours until this returns,
        # so what is finished now is committed and not done twice. The group waits for us meanwhile.
        self._assigned = False
        self._window.close()
        patience = self._settings.broker_rebalance_timeout
        left = await self._window.drain(patience * DRAIN_SHARE)
        if left:
            log.warning("%s pages were not finished before a rebalance and are done again", left)
        await self.leave(patience * COMMIT_SHARE)
        partitions = [(tp.topic, tp.partition) for tp in revoked]
        self._window.give_up(partitions)
        self._journal.forget()
        await self._released(partitions)
        self._committed.clear()

    async def _on_assigned(self, _: Any, assigned: Collection[TP], **__: Any) -> None:
        log.info("partitions assigned: %s", sorted(tp.partition for tp in assigned))
        self._assigned = True
        if not self.draining:
            self._window.open()

    async def _hand_over(self) -> bool:
        if self._writer is not None:
            return await self._writer(self._leaving())
        # What is finished is looked up in turn: a commit that is on its way may be of a higher offset.
        return await self._in_turn(lambda: self._write(self._leaving()))

    def _leaving(self) -> Mapping[Partition, tuple[int, str]]:
        return self._journal.leave(self._window.ledger.committable())

    async def _in_turn(self, committing: Callable[[], Awaitable[bool]]) -> bool:
        # One at a time and never cancelled: a commit waits for a broker that is away inside one of the two
        # workers of the consumer thread's queue, and two that wait would stop fetching as well.
        while self._committing is not None and not self._committing.done():
            await asyncio.wait([self._committing])
        self._committing = asyncio.ensure_future(committing())
        return await asyncio.shield(self._committing)

    async def _commit(self) -> bool:
        offsets = self._window.ledger.committable()
        return await self._write(
            {at: (offset, self._journal.note(at, offset)) for at, offset in offsets.items()}
        )

    async def _write(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        if not notes:
            return True
        confirmed = await self._consumer.commit_noted(notes)
        if confirmed:
            offsets = {at: offset for at, (offset, _) in notes.items()}
            self._window.ledger.mark_committed(offsets)
            self._committed.update(offsets)
            self.last_commit = time.monotonic()
        return confirmed

    @property
    def _consumer(self) -> _Consumer:
        return cast("_Consumer", self._app.consumer)


def _message(message: Any) -> Message:
    return Message(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=None if message.timestamp is None else round(message.timestamp * 1000),
        key=message.key,
        value=message.value,
        # The message's own: those of Faust's event are a dictionary and have lost what stood twice.
        headers=tuple(message.headers or ()),
    )


def _faust_options(settings: Settings) -> Mapping[str, Any]:
    return {
        "broker": [f"kafka://{server}" for server in settings.bootstrap_servers],
        "broker_credentials": _credentials(settings),
        "broker_client_id": settings.app_id,
        "broker_session_timeout": settings.broker_session_timeout,
        "broker_heartbeat_interval": settings.broker_heartbeat_interval,
        "broker_rebalance_timeout": settings.broker_rebalance_timeout,
        "broker_request_timeout": settings.broker_request_timeout,
        "broker_commit_interval": settings.broker_commit_interval,
        "broker_max_poll_records": settings.broker_max_poll_records,
        "broker_max_poll_interval": settings.broker_max_poll_interval,
        # A page on the topic may be as large as the topic allows.
        "consumer_max_fetch_size": settings.max_message_bytes + HEADROOM_BYTES,
        "consumer_auto_offset_reset": "earliest",
        "consumer_metadata_max_age_ms": METADATA_SECONDS * 1000,
        "consumer_group_instance_id": settings.group_instance_id,
        "producer_acks": -1,
        "producer_compression_type": settings.producer_compression_type,
        "producer_linger": settings.producer_linger,
        "producer_max_request_size": settings.producer_max_request_size,
        "producer_request_timeout": settings.producer_request_timeout,
        # Its shutdown raises: faust/transport/drivers/aiokafka.py says so itself.
        "producer_threaded": False,
        # With acks off an error that escapes the agent is not lost, but the agent would go on without its page.
        "agent_supervisor": CrashingSupervisor,
        "processing_guarantee": "at_least_once",
        "stream_buffer_maxsize": BUFFERED_MESSAGES,
        "table_standby_replicas": 0,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        # Faust's own server is open for all that it knows; ours shows three pages.
        "web_enabled": False,
        "worker_redirect_stdouts": False,
        "autodiscover": False,
    }


def _credentials(settings: Settings) -> faust.SASLCredentials | faust.SSLCredentials | None:
    context = ssl_context(settings)
    if settings.security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password,
            mechanism=settings.sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context=context) if context else None
