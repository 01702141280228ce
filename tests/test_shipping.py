from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from operator import itemgetter
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError, MessageSizeTooLargeError
from aiokafka.partitioner import DefaultPartitioner

from streams.broker import EmbeddedBroker
from streams.connection import hang_up
from streams.convoy import End, Load
from streams.records import Record
from streams.shipping import SMALL, Shipping
from tests.brokers.stream import stream_on
from tests.brokers.witness import Witness

PARTITIONS = 4
LARGEST = 4 * SMALL


@asynccontextmanager
async def shipping(url: str, seconds: float = 30) -> AsyncIterator[Shipping]:
    """By a client of this broker."""
    client = AIOKafkaProducer(bootstrap_servers=url, acks="all", max_request_size=LARGEST)

    async def started() -> AIOKafkaProducer:
        return client

    await client.start()
    try:
        yield Shipping(started, seconds)
    finally:
        await hang_up(client)


async def end_of(ship: Shipping, *loads: Sequence[Record]) -> list[list[Exception | None]]:
    """What became of each record."""
    made = [Load(records) for records in loads]
    ship.leave(made)
    return [[error for _, error in await _sorted(load)] for load in made]


async def _sorted(load: Load) -> list[End]:
    return sorted([end async for end in load.ends()], key=itemgetter(0))


def record(topic: str, number: int, value: bytes = b"{}") -> Record:
    """A record with a key of its own."""
    return Record(
        topic, f"https://news.example/{number}".encode(), value, (("number", str(number).encode()),)
    )


@pytest.mark.broker
def test_each_record_lies_where_its_key_belongs(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """With its headers, once; loads that leave together share batches, and large ones go beside them."""
    with stream_on(tansu.url, tmp_path) as stream:
        articles, dead = stream.settings["STREAMS_ARTICLES_TOPIC"], stream.settings["STREAMS_DLQ_TOPIC"]
        small = [record(articles, number) for number in range(40)]
        other = [record(dead, 40), record(dead, 41, b"x" * (SMALL + 1)), Record(dead, None, b"y", ())]

        async def ship() -> list[list[Exception | None]]:
            async with shipping(tansu.url) as shipped:
                return await end_of(shipped, small[:15], small[15:], other)

        assert asyncio.run(ship()) == [[None] * 15, [None] * 25, [None] * 3]
        found = stream.witness.read([articles, dead])
        partitions = stream.witness.partitions(articles)
    assert sorted(
        (each.place.topic, each.key or b"", each.value or b"", each.headers) for each in found
    ) == sorted((each.topic, each.key or b"", each.value, each.headers) for each in small + other)
    by_key = {each.key: each.place.partition for each in found if each.place.topic == articles}
    assert by_key == {each.key: DefaultPartitioner()(each.key, partitions, partitions) for each in small}


@pytest.mark.broker
def test_more_than_a_batch_goes_in_several(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """Those of aiokafka are 16 kB; none is left behind."""
    with stream_on(tansu.url, tmp_path) as stream:
        topic = stream.settings["STREAMS_ARTICLES_TOPIC"]
        records = [record(topic, number, bytes([number]) * 9000) for number in range(30)]

        async def ship() -> list[list[Exception | None]]:
            async with shipping(tansu.url) as shipped:
                return await end_of(shipped, records)

        assert asyncio.run(ship()) == [[None] * 30]
        assert {each.value for each in stream.witness.read([topic])} == {each.value for each in records}


@pytest.mark.broker
def test_one_that_is_too_large_fails_alone(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """The client says so of it; its neighbours are confirmed."""
    with stream_on(tansu.url, tmp_path) as stream:
        topic = stream.settings["STREAMS_ARTICLES_TOPIC"]

        async def ship() -> list[list[Exception | None]]:
            async with shipping(tansu.url) as shipped:
                return await end_of(
                    shipped, [record(topic, 1), record(topic, 2, b"x" * LARGEST), record(topic, 3)]
                )

        [[first, second, third]] = asyncio.run(ship())
    assert (first, type(second), third) == (None, MessageSizeTooLargeError, None)


def test_a_broker_that_went_away_fails_each_in_time() -> None:
    """By an error of its own, which passes: they are tried again."""

    async def ship() -> list[list[Exception | None]]:
        with EmbeddedBroker() as broker:
            Witness(broker.url).create("articles", PARTITIONS)
            context = shipping(broker.url, seconds=0.5)
            shipped = await context.__aenter__()
            assert await end_of(shipped, [record("articles", 0)]) == [[None]]
        errors = await end_of(shipped, [record("articles", number) for number in range(8)])
        await context.__aexit__(None, None, None)
        return errors

    [errors] = asyncio.run(ship())
    assert len({id(error) for error in errors}) == 8
    assert {type(error) for error in errors} <= {TimeoutError, KafkaTimeoutError}


async def test_a_client_that_cannot_be_had_fails_all() -> None:
    """Large ones too."""

    async def none() -> AIOKafkaProducer:
        raise KafkaTimeoutError

    [errors] = await end_of(Shipping(none, 1), [record("articles", 0), record("articles", 1, b"x" * LARGEST)])
    assert [type(error) for error in errors] == [KafkaTimeoutError] * 2
