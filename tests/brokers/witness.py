"""Sends input and reads output by librdkafka, so that our own client is not its own witness."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from confluent_kafka import (
    OFFSET_BEGINNING,
    OFFSET_INVALID,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions, NewTopic

TIMEOUT = 30.0
MIB = 1024 * 1024
LARGEST = 32 * MIB
BATCH = 1000
MOMENT = 0.1
UNSETTLED = (
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
)

T = TypeVar("T")
Header = tuple[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Input:
    """A record to send."""

    value: bytes | None
    key: bytes | None = None
    headers: tuple[Header, ...] = ()
    timestamp: int = 0
    """In milliseconds since 1970; 0: now."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read."""

    place: Place
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]

    def header(self, name: str) -> str | None:
        """The one header of that name, as text; None where there is none. Two of one name are a failure."""
        found = [value for key, value in self.headers if key == name]
        assert len(found) < 2, f"header {name} is there {len(found)} times"
        return found[0].decode() if found and found[0] is not None else None


class Witness:
    """A client of one broker."""

    def __init__(self, url: str, compression: str = "none") -> None:
        """`compression` of what is sent."""
        self.url = url
        self._base: dict[str, Any] = {"bootstrap.servers": url, "log_level": 0, "broker.address.family": "v4"}
        self._admin = AdminClient(self._base)
        self._producer = Producer(
            {
                **self._base,
                "message.max.bytes": LARGEST,
                "linger.ms": 5,
                "acks": "all",
                "compression.type": compression,
            }
        )

    def send(self, topic: str, inputs: Sequence[Input], partition: int | None = None) -> list[Place]:
        """Send, wait for the broker to confirm all, and tell where each lies."""
        sending = _Sending()
        at = -1 if partition is None else partition
        for number, item in enumerate(inputs):
            self._produce(topic, item, at, partial(sending.confirmed, number))
        self._producer.flush(TIMEOUT)
        assert not sending.errors, sending.errors
        assert len(sending.places) == len(inputs), f"{len(inputs) - len(sending.places)} were not confirmed"
        return [sending.places[number] for number in range(len(inputs))]

    def send_as_one(self, topic: str, inputs: Sequence[Input], *, kept: bool) -> list[Place]:
        """As `send`, in a transaction that is committed if `kept`, else taken back."""
        producer = Producer({**self._base, "transactional.id": f"sender-{uuid4().hex}"})
        producer.init_transactions(TIMEOUT)
        producer.begin_transaction()
        sending = _Sending()
        for number, item in enumerate(inputs):
            headers: list[tuple[str, str | bytes | None]] = list(item.headers)
            confirmed = partial(sending.confirmed, number)
            producer.produce(topic, item.value, item.key, -1, confirmed, headers=headers)
        producer.flush(TIMEOUT)
        end = producer.commit_transaction if kept else producer.abort_transaction
        end(TIMEOUT)
        return [sending.places[number] for number in range(len(inputs))]

    @contextmanager
    def open_transaction(self, topic: str, item: Input, partition: int) -> Iterator[Callable[[], object]]:
        """A transaction in which a record is written, until what this gives is called."""
        producer = Producer({**self._base, "transactional.id": f"sender-{uuid4().hex}"})
        producer.init_transactions(TIMEOUT)
        producer.begin_transaction()
        producer.produce(topic, item.value, item.key, partition)
        producer.flush(TIMEOUT)
        yield partial(producer.abort_transaction, TIMEOUT)

    def _produce(
        self, topic: str, item: Input, partition: int, confirmed: Callable[[KafkaError | None, Message], None]
    ) -> None:
        headers: list[tuple[str, str | bytes | None]] = list(item.headers)
        while True:
            try:
                self._producer.produce(
                    topic,
                    item.value,
                    item.key,
                    partition,
                    confirmed,
                    timestamp=item.timestamp,
                    headers=headers,
                )
            except BufferError:  # librdkafka's own queue is full
                self._producer.poll(0.1)
            else:
                return

    def create(self, topic: str, partitions: int, **configs: str) -> None:
        """Make a topic; the configs are Kafka's, with `_` for `.`."""
        config = {name.replace("_", "."): value for name, value in configs.items()}
        new = NewTopic(topic, num_partitions=partitions, replication_factor=1, config=config)
        for done in self._admin.create_topics([new]).values():
            done.result(TIMEOUT)
        self._await_partitions(topic, partitions)

    def widen(self, topic: str, partitions: int) -> None:
        """Give a topic so many partitions."""
        for done in self._admin.create_partitions([NewPartitions(topic, partitions)]).values():
            done.result(TIMEOUT)
        self._await_partitions(topic, partitions)

    def _await_partitions(self, topic: str, partitions: int) -> None:
        """The broker answers a change before all that ask it know of it."""
        while len(self._producer.list_topics(topic, timeout=TIMEOUT).topics[topic].partitions) < partitions:
            time.sleep(MOMENT)

    def delete(self, topic: str) -> None:
        """Delete a topic."""
        for done in self._admin.delete_topics([topic]).values():
            done.result(TIMEOUT)

    def expire(self, topic: str, firsts: Mapping[int, int]) -> None:
        """Delete what lies before these offsets, as retention does."""
        before = [TopicPartition(topic, number, offset) for number, offset in firsts.items()]
        for done in self._admin.delete_records(before).values():
            done.result(TIMEOUT)

    def topics(self) -> set[str]:
        """The names of all topics."""
        return set(self._admin.list_topics(timeout=TIMEOUT).topics)

    def partitions(self, topic: str) -> list[int]:
        """The numbers of a topic's partitions."""
        metadata = self._admin.list_topics(topic, timeout=TIMEOUT).topics[topic]
        assert metadata.error is None, f"{topic}: {metadata.error}"
        return sorted(metadata.partitions)

    def read(self, topics: Iterable[str]) -> list[Record]:
        """Every record of the topics, from their beginnings to their present ends."""
        with closing(self.tail(topics)) as tail:
            return tail.to_the_end()

    def tail(self, topics: Iterable[str]) -> Tail:
        """A reader of the topics that goes on as they grow; to be closed."""
        partitions = [(topic, number) for topic in topics for number in self.partitions(topic)]
        return Tail(self._consumer(), partitions)

    def committed(self, group: str, topic: str) -> dict[int, int]:
        """For each partition, the offset at which the group goes on; 0 where it has committed none."""
        partitions = [TopicPartition(topic, number) for number in self.partitions(topic)]
        with closing(self._consumer(group)) as consumer:
            found = _patiently(lambda: consumer.committed(partitions, TIMEOUT))
        return {at.partition: 0 if at.offset == OFFSET_INVALID else at.offset for at in found}

    def commit(self, group: str, topic: str, offsets: Mapping[int, int]) -> None:
        """The group has done all before these offsets of these partitions."""
        done = [TopicPartition(topic, number, offset) for number, offset in offsets.items()]
        with closing(self._consumer(group)) as consumer:
            _patiently(lambda: consumer.commit(offsets=done, asynchronous=False))

    def ends(self, topic: str) -> dict[int, int]:
        """The end of each partition."""
        with closing(self._consumer()) as consumer:
            return {
                number: consumer.get_watermark_offsets(TopicPartition(topic, number), TIMEOUT)[1]
                for number in self.partitions(topic)
            }

    def _consumer(self, group: str | None = None) -> Consumer:
        return Consumer(
            {
                **self._base,
                "group.id": group or f"witness-{uuid4().hex}",
                "enable.auto.commit": False,
                "enable.partition.eof": True,
                "fetch.max.bytes": LARGEST,
                "receive.message.max.bytes": LARGEST + MIB,
                "max.partition.fetch.bytes": LARGEST // 2,
            }
        )


class Tail:
    """Reads partitions from their beginnings on.

    Ends are what fetches tell: asked for an end, Tansu gives the offset after its last batch's first record.
    """

    def __init__(self, consumer: Consumer, partitions: Sequence[tuple[str, int]]) -> None:
        self._consumer = consumer
        self._unfinished = set(partitions)
        consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for topic, number in partitions])

    def to_the_end(self) -> list[Record]:
        """Everything up to the present ends; once, before `more`."""
        records: list[Record] = []
        deadline = time.monotonic() + TIMEOUT
        while self._unfinished:
            records += self.more()
            assert time.monotonic() < deadline, f"no end in {TIMEOUT} s of {self._unfinished}"
        return records

    def more(self) -> list[Record]:
        """What can be had within a moment."""
        return self._records(self._consumer.consume(BATCH, MOMENT))

    def close(self) -> None:
        """Hang up."""
        self._consumer.close()

    def _records(self, messages: Iterable[Message]) -> list[Record]:
        records = []
        for message in messages:
            error = message.error()
            if error is None:
                records.append(_record(message))
            elif error.code() == KafkaError._PARTITION_EOF:
                self._unfinished.discard((str(message.topic()), int(message.partition() or 0)))
            else:
                raise KafkaException(error)
        return records


@dataclass
class _Sending:
    """What the broker has said about the records of one `send`."""

    places: dict[int, Place] = field(default_factory=dict)
    errors: list[KafkaError] = field(default_factory=list)

    def confirmed(self, number: int, error: KafkaError | None, message: Message) -> None:
        """Take down the broker's answer about one record."""
        if error:
            self.errors.append(error)
        else:
            self.places[number] = _place(message)


def _patiently(ask: Callable[[], T]) -> T:
    """The answer, also of a broker whose coordinator is not settled yet."""
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            return ask()
        except KafkaException as error:
            if not error.args[0].retriable() and error.args[0].code() not in UNSETTLED:
                raise
            if time.monotonic() > deadline:
                raise
            time.sleep(MOMENT)


def _place(message: Message) -> Place:
    topic, partition, offset = message.topic(), message.partition(), message.offset()
    assert topic is not None
    assert partition is not None
    assert offset is not None
    return Place(topic, partition, offset)


def _record(message: Message) -> Record:
    headers = message.headers() or ()
    assert not isinstance(headers, dict)
    texts = tuple((name, _bytes(value)) for name, value in headers)
    return Record(_place(message), message.key(), message.value(), texts)


def _bytes(value: str | bytes | None) -> bytes | None:
    return value.encode() if isinstance(value, str) else value
