"""Decides how Faust and its Kafka client are bent to what we need. Alone imports faust.

Faust acknowledges a message whose agent raised, one that it skipped in a rebalance, and with several in hand one
before its predecessors (faust-streaming/faust#315, #606). So its acks are off altogether, and offsets are committed
through its consumer with notes of our own. See docs/decisions/0004-own-commits.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast

import faust
from aiokafka import AIOKafkaProducer
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.drivers import aiokafka
from faust.types import TP
from mode import CrashingSupervisor

from streams import checksum, frames
from streams.connection import PRODUCER_BATCH
from streams.custody import Committed, Partition
from streams.partitioner import partition_of
from streams.poll import FEW, Poll, Records, bundled
from streams.settings import Settings
from streams.tls import ssl_context
from streams.topics import HEADROOM_BYTES

# Faust's queue before the agent, in bundles: the messages of none count as in hand yet, and each may be as large as the
# largest page.
BUFFERED_BUNDLES = 1
# One answer of the broker to a fetch holds so many bytes, or one message that is larger. aiokafka's 50 MB lie twice in
# memory while they are read; which partitions are served is drawn by lot, so none waits for long.
FETCH = 4 * 1024 * 1024
# For so long (milliseconds) a broker waits for pages before it answers with none; by Faust 1.5 s. aiokafka asks each
# broker for one thing at a time: while that waits for pages of empty partitions, one with a backlog is not fetched
# either. So it is shorter than the work that is there until then.
FETCH_WAIT = 200
# How soon new partitions of the raw topic are noticed.
METADATA_SECONDS = 10


class _FaustSettings(faust.Settings):
    """Faust's settings come from ours alone: it would read some 100 environment variables itself."""

    def getenv(self, env_name: str) -> Any:
        return None


class _Thread(aiokafka.AIOKafkaConsumerThread):
    logger = logging.getLogger("faust.consumer")  # else its lines would count as ours, at any level

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._poll = Poll()

    def _create_worker_consumer(self, transport: Any) -> Any:
        client = super()._create_worker_consumer(transport)
        # Faust asks for it together with its own transactions only; a page whose sender took it back is none.
        client._isolation_level = "read_committed"  # noqa: SLF001 - read when it starts
        client._fetch_max_bytes = FETCH  # noqa: SLF001 - as above; Faust has no setting for it
        client._fetch_max_wait_ms = FETCH_WAIT  # noqa: SLF001 - as above
        return client

    async def _fetch_records(
        self,
        consumer: Any,
        active_partitions: Any,
        timeout: float | None = None,  # noqa: ASYNC109 - as Faust calls it
        max_records: int | None = None,
    ) -> Any:
        # As aiokafka's own `getmany` does, which Faust goes around: else an error of the group is heard only by a
        # fetch that waits in that very moment, and the worker, in no group any more, waits for pages for ever.
        consumer._coordinator.check_errors()  # noqa: SLF001
        fetch = super()._fetch_records

        async def more() -> Records:
            # It would wait for the end of a rebalance, and what was found before would be another's then.
            if consumer._subscription.reassignment_in_progress:  # noqa: SLF001
                return {}
            return cast("Records", await fetch(consumer, active_partitions, 0, FEW))

        def first() -> Any:
            return fetch(consumer, active_partitions, timeout, FEW)

        return await self._poll.gather(max_records or FEW, first, more)


class Consumer(aiokafka.Consumer):
    """Faust's consumer, with what our own commits need."""

    logger = logging.getLogger("faust.consumer")

    def on_buffer_full(self, tp: TP) -> None:
        """Do nothing: the fetcher then waits for a place in the queue.

        Faust would take the partition out of the next fetch, and with all of them out it sleeps for a second,
        whether or not the queue has run empty meanwhile.
        """

    async def _getmany(
        self,
        active_partitions: Any,
        timeout: float,  # noqa: ASYNC109 - as Faust calls it
    ) -> Any:
        # Faust makes two tasks, an event and some twenty calls of each message.
        return bundled(await super()._getmany(active_partitions, timeout))

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

    def hold(self, partition: Partition) -> None:
        """Fetch no more of a partition until `go_on`, or until it is assigned anew.

        Not by Faust's `pause_partitions`: that throws away what was fetched, and goes on behind it.
        """
        self._in_thread(self._client.pause, partition)

    def go_on(self, partition: Partition) -> None:
        """End `hold`."""
        self._in_thread(self._client.resume, partition)

    def rejoin(self) -> None:
        """Have the group give the partitions out again; soon, not at once."""
        self._in_thread(self._client._coordinator.request_rejoin)  # noqa: SLF001

    def end(self, partition: Partition) -> int | None:
        """The offset after the last message, as far as is known."""
        return self.highwater(TP(*partition))

    def starting_point(self, partition: Partition) -> int:
        """The offset that was committed when the partition was assigned; 0 without any."""
        return self._committed_offset.get(TP(*partition)) or 0

    def unread(self, partition: Partition) -> int:
        """How many offsets lie before the end of what may be read, as far as is known, and were not yet read.

        An end that is a transaction's mark, or within one that is still open, is none that waits.
        """
        with suppress(AssertionError):  # the other thread has just lost the partition
            end, read = self._client.last_stable_offset(TopicPartition(*partition)), self.read_to(partition)
            return 0 if end is None or read is None else max(0, end - read)
        return 0

    def read_to(self, partition: Partition) -> int | None:
        """The offset after what was read, marks of transactions included; None before the first answer."""
        subscription = self._client._subscription.subscription  # noqa: SLF001 - the public method is for its own thread
        at = TopicPartition(*partition)
        if subscription is None or at not in subscription.assignment.tps:
            return None
        state = subscription.assignment.state_value(at)
        return int(state.position) if state.has_valid_position else None

    def last_poll(self, partition: Partition) -> float | None:
        """When the broker last answered a fetch of the partition, by `time.time`."""
        milliseconds = None
        with suppress(AssertionError):  # the other thread has just lost the partition
            milliseconds = self._client.last_poll_timestamp(TP(*partition)) if self._client else None
        return milliseconds / 1000 if milliseconds else None

    def _in_thread(self, method: Callable[..., object], *partition: Partition) -> None:
        def call() -> None:
            with suppress(IllegalStateError):  # the partition is no longer ours
                method(*(TopicPartition(*at) for at in partition))

        self._thread.thread_loop.call_soon_threadsafe(call)

    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)

    @property
    def _client(self) -> Any:
        return self._thread._consumer  # noqa: SLF001 - aiokafka's consumer, which Faust hides


class _Transport(aiokafka.Transport):
    Consumer = Consumer


class FaustApp(faust.App):
    """An app of ours with these settings."""

    Settings = _FaustSettings
    logger = logging.getLogger("faust.app")
    _started_producer: Any = None

    def _new_transport(self) -> _Transport:
        return _Transport(self.conf.broker_consumer, self)

    async def on_first_start(self) -> None:
        """Make no data directory: there are no tables."""

    async def kafka_producer(self) -> AIOKafkaProducer:
        """The client's producer, started: Faust's own takes no batches."""
        if self._started_producer is None:
            self._started_producer = await self.maybe_start_producer()
        return cast("AIOKafkaProducer", self._started_producer._ensure_producer())  # noqa: SLF001


def faust_app(settings: Settings) -> FaustApp:
    """The app of a worker, not yet started."""
    checksum.check()
    frames.use()
    app = FaustApp(settings.group, **_options(settings))
    app.in_worker = True
    return app


def _options(settings: Settings) -> Mapping[str, Any]:
    return {
        "broker": [f"kafka://{server}" for server in settings.bootstrap_servers],
        "broker_credentials": _credentials(settings),
        "broker_client_id": settings.app_id,
        "broker_session_timeout": settings.broker_session_timeout,
        "broker_heartbeat_interval": settings.broker_heartbeat_interval,
        "broker_rebalance_timeout": settings.broker_rebalance_timeout,
        "broker_request_timeout": settings.broker_request_timeout,
        "broker_commit_interval": settings.broker_commit_interval,
        "broker_check_crcs": False,  # streams.checksum does
        "broker_max_poll_records": settings.broker_max_poll_records,
        "broker_max_poll_interval": settings.broker_max_poll_interval,
        # A page on the topic may be as large as the topic allows.
        "consumer_max_fetch_size": settings.max_message_bytes + HEADROOM_BYTES,
        "consumer_auto_offset_reset": "earliest",
        "consumer_metadata_max_age_ms": METADATA_SECONDS * 1000,
        "consumer_group_instance_id": settings.group_instance_id,
        "producer_acks": -1,
        "producer_compression_type": settings.producer_compression_type,
        "producer_linger": 0.0,  # see streams.convoy
        "producer_max_batch_size": PRODUCER_BATCH,
        "producer_partitioner": partition_of,
        "producer_max_request_size": settings.producer_max_request_size,
        "producer_request_timeout": settings.producer_request_timeout,
        # Its shutdown raises: faust/transport/drivers/aiokafka.py says so itself.
        "producer_threaded": False,
        # With acks off an error that escapes the agent is not lost, but the agent would go on without its page.
        "agent_supervisor": CrashingSupervisor,
        "processing_guarantee": "at_least_once",
        "stream_buffer_maxsize": BUFFERED_BUNDLES,
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
