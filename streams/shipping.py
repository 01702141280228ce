"""Decides how records that leave together are handed to Kafka's client: as one batch for each partition.

Given them one by one, the client makes a future and some thirty calls of each.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from copy import copy
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder

from streams.convoy import Load
from streams.partitioner import partition_of
from streams.records import Record

# A larger record goes by itself: the client has to say whether it takes it at all. In bytes.
SMALL = 64 * 1024

Place = tuple[str, int]
"""Topic and partition."""


class _Parcel(NamedTuple):
    """One record, and who is to be told of its end."""

    record: Record
    load: Load
    number: int


class Shipping:
    """Writes records."""

    def __init__(self, client: Callable[[], Awaitable[AIOKafkaProducer]], seconds: float) -> None:
        """`client` gives a started one; what the broker has not confirmed in so many seconds is a `TimeoutError`."""
        self._client = client
        self._seconds = seconds
        self._under_way: set[asyncio.Task[None]] = set()

    def leave(self, loads: Sequence[Load]) -> None:
        """Write all of these; each load is told of the end of its records."""
        self._begin(
            self._sort(
                [_Parcel(record, load, at) for load in loads for at, record in enumerate(load.records)]
            )
        )

    async def _sort(self, parcels: Sequence[_Parcel]) -> None:
        """Give each partition its own: one whose leader is away holds up no other."""
        try:
            async with asyncio.timeout(self._seconds):
                client = await self._client()
                small, large = _by_size(parcels)
                places = await _places(client, small)
                batches = [(place, *each) for place, its in places.items() for each in _packed(client, its)]
        except Exception as error:  # noqa: BLE001 - the client's errors have no common base
            _end(parcels, error)
            return
        for place, batch, packed in batches:
            self._begin(self._write(_sent(client, batch, place), packed))
        for parcel in large:
            self._begin(self._write(_sent_alone(client, parcel.record), [parcel]))

    async def _write(self, sending: Awaitable[object], parcels: Sequence[_Parcel]) -> None:
        error: Exception | None = None
        try:
            async with asyncio.timeout(self._seconds):
                await sending
        except Exception as problem:  # noqa: BLE001 - as above
            error = problem
        _end(parcels, error)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


def _by_size(parcels: Iterable[_Parcel]) -> tuple[list[_Parcel], list[_Parcel]]:
    """Those that go into batches, and those that go by themselves: large ones, and those without a key."""
    small, large = list[_Parcel](), list[_Parcel]()
    for parcel in parcels:
        record = parcel.record
        (small if record.key is not None and record.size <= SMALL else large).append(parcel)
    return small, large


async def _places(client: AIOKafkaProducer, parcels: Iterable[_Parcel]) -> dict[Place, list[_Parcel]]:
    """What goes to each partition."""
    known: dict[str, Sequence[int]] = {}
    places = defaultdict[Place, list[_Parcel]](list)
    for parcel in parcels:
        topic, key = parcel.record.topic, parcel.record.key
        if topic not in known:
            known[topic] = sorted(await client.partitions_for(topic))
        places[topic, partition_of(key, known[topic], known[topic])].append(parcel)
    return places


def _packed(
    client: AIOKafkaProducer, parcels: Iterable[_Parcel]
) -> Iterator[tuple[BatchBuilder, list[_Parcel]]]:
    """Batches, and what is in each: one, but where they are too many bytes for that."""
    batch, packed = client.create_batch(), list[_Parcel]()
    for parcel in parcels:
        if not _is_added(batch, parcel.record):
            yield batch, packed
            batch, packed = client.create_batch(), []
            _is_added(batch, parcel.record)  # the first always is
        packed.append(parcel)
    yield batch, packed


def _is_added(batch: BatchBuilder, record: Record) -> bool:
    headers = [*record.headers]
    return batch.append(timestamp=None, key=record.key, value=record.value, headers=headers) is not None


async def _sent(client: AIOKafkaProducer, batch: BatchBuilder, place: Place) -> None:
    topic, partition = place
    await (await client.send_batch(batch, topic, partition=partition))


async def _sent_alone(client: AIOKafkaProducer, record: Record) -> None:
    await client.send_and_wait(record.topic, record.value, record.key, headers=[*record.headers])


def _end(parcels: Iterable[_Parcel], error: Exception | None) -> None:
    for _, load, number in parcels:
        # An error of its own for each: what is made of one does not show in the others.
        load.end(number, error and copy(error))
