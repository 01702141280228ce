from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiokafka.errors import (
    KafkaConnectionError,
    MessageSizeTooLargeError,
    ProducerFenced,
    TopicAuthorizationFailedError,
)

from schemas.rejection import Reason
from streams.custody import Committed, Partition
from streams.forms import DeliveryStopped, Destinations
from streams.journal import Journal
from streams.ledger import Ledger
from streams.outcome import Kind, Outcome
from streams.records import Message
from streams.transactions import Transactions

TO = Destinations(articles="articles", skipped="skipped", dead="dlq", group="streams", max_bytes=1_000_000)
ARTICLE = Outcome(kind=Kind.ARTICLE, payload=b"{}", key=b"k", url="https://e.org/a", domain="e.org")
HERE: Partition = ("raw", 0)


class Broker:
    """Commits transactions, one producer of an id at a time, but for the errors that are lined up."""

    def __init__(self) -> None:
        self.transactions: list[list[tuple[str, int]]] = []
        self.committed = Committed(None, "")
        self.opened: list[str] = []
        self.on_send: dict[str, list[Exception]] = {}
        self.on_commit: list[Exception] = []
        self.on_abort: list[Exception] = []
        self.lost_answers = 0

    def open(self, transactional_id: str) -> Client:
        """A new producer."""
        self.opened.append(transactional_id)
        return Client(self)

    def written(self) -> list[tuple[str, int]]:
        """Topic and source offset of all records that a reader of what is committed sees."""
        return [record for transaction in self.transactions for record in transaction]


class Client:
    """A producer of the broker's."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.begun: list[tuple[str, int]] = []
        self.offsets: dict[Any, Any] = {}

    async def start(self) -> None:
        """Open."""

    async def stop(self) -> None:
        """Close."""

    async def begin_transaction(self) -> None:
        """Begin."""
        self.begun = []

    async def send(self, topic: str, value: bytes, key: bytes | None, *, headers: Any) -> Any:
        """Take a record, or refuse it."""
        if errors := self.broker.on_send.get(topic):
            raise errors.pop(0)
        self.begun.append((topic, int(dict(headers)["source-offset"])))
        confirmed = asyncio.get_running_loop().create_future()
        confirmed.set_result(None)
        return confirmed

    async def abort_transaction(self) -> None:
        """Abort, or fail."""
        self.begun = []
        if self.broker.on_abort:
            raise self.broker.on_abort.pop(0)

    async def send_offsets_to_transaction(self, offsets: dict[Any, Any], group_id: str) -> None:
        """Take the offsets."""
        self.offsets = offsets

    async def commit_transaction(self) -> None:
        """Commit, or fail; or commit and lose the answer."""
        error = self.broker.on_commit.pop(0) if self.broker.on_commit else None
        if error is not None and not self.broker.lost_answers:
            raise error
        [noted] = self.offsets.values()
        if self.begun:
            self.broker.transactions.append(self.begun)
        self.broker.committed = Committed(*noted)
        if error is not None:
            self.broker.lost_answers -= 1
            raise error


class Bench:
    """Transactions with a ledger and a broker."""

    def __init__(self) -> None:
        self.broker = Broker()
        self.ledger = Ledger[Partition](100, 1_000_000, 100)
        self.retries = self.rejoins = 0
        self.transactions = Transactions(
            self.broker.open,
            TO,
            ledger=self.ledger,
            journal=Journal[Partition](4, 10),
            confirm=self.ledger.mark_committed,
            timeout=5,
            retried=self.retried,
            rejoin=self.rejoined,
        )

    def retried(self) -> None:
        """Count."""
        self.retries += 1

    def rejoined(self) -> None:
        """Count."""
        self.rejoins += 1

    def admit(self, offset: int) -> Message:
        """A message that was taken on."""
        self.ledger.admit(HERE, offset, 1)
        return Message(topic="raw", partition=0, offset=offset, timestamp=0, key=b"k", value=b"<p>" * 1000)

    async def deliver(self, *offsets: int) -> list[Outcome]:
        """What becomes of articles at these offsets, whose outcomes are found in this order."""
        messages = {offset: self.admit(offset) for offset in sorted(offsets)}
        writing = [self.transactions.deliver(messages[offset], ARTICLE) for offset in offsets]
        return list(await asyncio.gather(*writing))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """One partition that is begun."""
    made = Bench()
    await made.transactions.begin(HERE)
    yield made
    await made.transactions.stop()


async def test_outcomes_are_written_in_order_with_their_offset(bench: Bench) -> None:
    """In whichever order they were found."""
    assert await bench.deliver(2, 0, 1) == [ARTICLE] * 3
    assert bench.broker.written() == [("articles", 0), ("articles", 1), ("articles", 2)]
    assert bench.broker.committed.offset == 3
    assert bench.broker.opened == ["streams-raw-0"]
    assert bench.ledger.committable() == {}


async def test_nothing_is_written_behind_a_page_without_an_outcome(bench: Bench) -> None:
    """Its offset would say that the page is done."""
    first, second = bench.admit(0), bench.admit(1)
    waiting = asyncio.create_task(bench.transactions.deliver(second, ARTICLE))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    assert bench.broker.written() == []
    assert bench.transactions.slowest() == 0
    await bench.transactions.deliver(first, ARTICLE)
    await waiting
    assert bench.broker.written() == [("articles", 0), ("articles", 1)]


async def test_a_transaction_that_was_aborted_is_repeated(bench: Bench) -> None:
    """By the same producer: as long as it may write, no other one has."""
    bench.broker.on_send["articles"] = [KafkaConnectionError(), KafkaConnectionError()]
    await bench.deliver(0, 1)
    assert bench.broker.written() == [("articles", 0), ("articles", 1)]
    assert (len(bench.broker.opened), bench.retries, bench.rejoins) == (1, 2, 0)


@pytest.mark.parametrize(
    "fault",
    [
        {"on_commit": [KafkaConnectionError()], "lost_answers": 1},
        {"on_commit": [KafkaConnectionError()]},
        {"on_send": {"articles": [ProducerFenced()]}},
        {"on_send": {"articles": [KafkaConnectionError()]}, "on_abort": [KafkaConnectionError()]},
    ],
)
async def test_what_is_not_known_is_left_to_the_group(bench: Bench, fault: dict[str, Any]) -> None:
    """Nothing more is written, nobody waits for ever, and no other producer is opened until the group says so."""
    vars(bench.broker).update(fault)
    with pytest.raises(asyncio.CancelledError):
        await bench.deliver(0, 1)
    written = bench.broker.written()
    with pytest.raises(asyncio.CancelledError):
        await bench.deliver(2)
    assert not await bench.transactions.write({HERE: (5, "held")})
    assert bench.broker.written() == written
    assert (len(bench.broker.opened), bench.rejoins) == (1, 1)


async def test_notes_are_committed_by_the_same_producer(bench: Bench) -> None:
    """Before the first outcome, and after the last."""
    assert await bench.transactions.write({HERE: (5, "held")})
    assert bench.broker.committed == Committed(5, "held")
    assert not await bench.transactions.write({("raw", 1): (5, "held")})


async def test_a_note_is_never_behind_what_is_committed(bench: Bench) -> None:
    """It may have been made before."""
    await bench.deliver(0, 1)
    assert await bench.transactions.write({HERE: (1, "left")})
    assert bench.broker.committed == Committed(2, "left")


async def test_a_refused_article_is_a_dead_letter_and_its_neighbours_are_not(bench: Bench) -> None:
    """Each is tried by itself, to find which of them it is."""
    refusal = MessageSizeTooLargeError()
    bench.broker.on_send["articles"] = [refusal, refusal]
    first, second, third = await bench.deliver(0, 1, 2)
    assert (first.kind, first.reason) == (Kind.DEAD, Reason.REFUSED)
    assert second == third == ARTICLE
    assert bench.broker.written() == [("dlq", 0), ("articles", 1), ("articles", 2)]


async def test_a_dead_letter_that_is_refused_stops_all(bench: Bench) -> None:
    """Nothing of it, and nothing behind it, is committed."""
    refusal = TopicAuthorizationFailedError()
    bench.broker.on_send = {"articles": [refusal] * 2, "dlq": [refusal]}
    with pytest.raises(DeliveryStopped):
        await bench.deliver(0, 1)
    assert bench.broker.written() == []


async def test_a_partition_that_is_given_up_writes_no_more(bench: Bench) -> None:
    """Who waits for it is cancelled; it can be begun again."""
    bench.admit(0)
    waiting = asyncio.create_task(bench.transactions.deliver(bench.admit(1), ARTICLE))
    await asyncio.sleep(0.05)
    await bench.transactions.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    bench.ledger.give_up([HERE])
    await bench.transactions.begin(HERE)
    await bench.deliver(0)
    assert bench.broker.written() == [("articles", 0)]
