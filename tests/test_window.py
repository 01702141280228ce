from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest
from aiokafka.errors import TopicAuthorizationFailedError

from schemas.limits import Limits
from schemas.rejection import Reason
from streams.custody import Committed, Custody, Partition
from streams.delivery import Delivery, one_by_one
from streams.drift import Drift
from streams.forms import DeliveryStopped, Destinations
from streams.isolation import page_work
from streams.journal import Journal, Note, State
from streams.ledger import Ledger
from streams.metrics import Metrics
from streams.observer import Observer
from streams.records import Message, Record
from streams.sandbox import Sandbox
from streams.status.recent import Recent
from streams.window import Window

TO = Destinations(articles="articles", skipped="skipped", dead="dlq", group="streams", max_bytes=1_000_000)
PAGES = 4
SPAN = 100


class Bench:
    """A window on real children, and a broker that can be held back."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.written: list[Record] = []
        self.open = asyncio.Event()
        self.open.set()
        self.refuses = False
        self.held: set[Partition] = set()
        self.failures: list[BaseException] = []
        self.ledger = Ledger[Partition](PAGES, 1_000_000, SPAN)
        self.committed: dict[Partition, Committed] = {}
        self.history: list[Committed] = []
        self.journal = Journal[Partition](4, PAGES)
        self.custody = Custody(self.journal, read=self.read, write=self.write)
        self.window = Window(
            ledger=self.ledger,
            custody=self.custody,
            sandbox=sandbox,
            delivery=Delivery(one_by_one(self.send), TO),
            observer=Observer(Metrics(), Drift(50), Recent()),
            failed=self.failures.append,
            hold=self.held.add,
            go_on=self.held.remove,
        )

    async def read(self, partition: Partition) -> Committed:
        """What is committed."""
        return self.committed.get(partition, Committed(None, ""))

    async def write(self, notes: Mapping[Partition, tuple[int, str]]) -> bool:
        """Commit."""
        self.committed |= {partition: Committed(*noted) for partition, noted in notes.items()}
        self.history += self.committed.values()
        return True

    async def send(self, record: Record) -> None:
        """Take a record once the way is open."""
        await self.open.wait()
        if self.refuses:
            raise TopicAuthorizationFailedError
        self.written.append(record)

    def written_offsets(self) -> list[int]:
        """Offsets whose outcome was written."""
        return sorted(int(dict(record.headers)["source-offset"] or b"") for record in self.written)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A window with one child process."""
    sandbox = Sandbox(processes=1, timeout=1, memory=1024**3, tasks_per_child=1000, work=page_work(Limits()))
    await sandbox.start()
    yield Bench(sandbox)
    await sandbox.stop()


def message(offset: int, partition: int = 0) -> Message:
    """A tombstone: an outcome that needs no page."""
    return Message(
        topic="raw", partition=partition, offset=offset, timestamp=0, key=b"https://e.org/", value=None
    )


async def test_each_message_gets_its_outcome(bench: Bench) -> None:
    """And may be committed then."""
    for offset in range(20):
        await bench.window.take(message(offset))
    assert await bench.window.drain(10) == 0
    assert bench.written_offsets() == list(range(20))
    assert {record.topic for record in bench.written} == {"skipped"}
    assert bench.ledger.committable() == {("raw", 0): 20}


async def test_no_message_is_asked_for_while_the_window_is_full(bench: Bench) -> None:
    """`take` returns when there is room for another."""
    bench.open.clear()
    for offset in range(PAGES - 1):
        await bench.window.take(message(offset))
    last = asyncio.create_task(bench.window.take(message(PAGES - 1)))
    _, waiting = await asyncio.wait([last], timeout=0.1)
    assert waiting
    assert bench.ledger.pages == PAGES
    bench.open.set()
    await last
    assert await bench.window.drain(10) == 0


async def test_no_more_is_fetched_of_a_partition_behind_a_slow_page(bench: Bench) -> None:
    """Until that has its outcome; what comes of it and of others meanwhile is done."""
    bench.open.clear()
    await bench.window.take(message(0))
    for offset in range(1, SPAN):
        bench.ledger.finish(bench.ledger.admit(("raw", 0), offset, 1) or pytest.fail("not taken on"))
    assert not bench.held
    await bench.window.take(message(SPAN))
    assert bench.held == {("raw", 0)}
    await bench.window.take(message(0, partition=1))
    bench.open.set()
    assert await bench.window.drain(10) == 0
    assert not bench.held
    assert bench.ledger.committable() == {("raw", 0): SPAN + 1, ("raw", 1): 1}


async def test_nothing_unconfirmed_may_be_committed(bench: Bench) -> None:
    """However long the broker is away."""
    bench.open.clear()
    await bench.window.take(message(0))
    assert await bench.window.drain(0.2) == 1
    assert bench.ledger.committable() == {}


async def test_a_message_that_is_read_again_is_done_once(bench: Bench) -> None:
    """The client may go back to the committed offset."""
    for _ in range(2):
        await bench.window.take(message(0))
    await bench.window.drain(10)
    assert bench.written_offsets() == [0]


async def test_a_closed_window_takes_nothing(bench: Bench) -> None:
    """And lets go who waits for room; it can be opened again."""
    bench.open.clear()
    for offset in range(PAGES - 1):
        await bench.window.take(message(offset))
    waiting = asyncio.create_task(bench.window.take(message(PAGES - 1)))
    await asyncio.sleep(0.05)
    bench.window.close()
    await waiting
    await bench.window.take(message(PAGES))
    bench.open.set()
    await bench.window.drain(10)
    assert bench.written_offsets() == list(range(PAGES))
    bench.window.open()
    await bench.window.take(message(PAGES))
    await bench.window.drain(10)
    assert bench.written_offsets() == list(range(PAGES + 1))


async def test_what_is_given_up_is_left_to_the_next_owner(bench: Bench) -> None:
    """Its work ends, its place is free, and nothing of it may be committed; other partitions go on."""
    bench.open.clear()
    await bench.window.take(message(0, partition=0))
    await bench.window.take(message(0, partition=1))
    bench.window.give_up([("raw", 0)])
    bench.open.set()
    assert await bench.window.drain(10) == 0
    assert bench.ledger.pages == 0
    assert bench.ledger.committable() == {("raw", 1): 1}
    assert bench.failures == []


async def test_a_worker_that_ends_abandons_what_is_in_hand(bench: Bench) -> None:
    """None of it fails, is written or may be committed."""
    bench.open.clear()
    await bench.window.take(message(0))
    bench.window.abandon()
    bench.open.set()
    assert await bench.window.drain(10) == 0
    assert (bench.written, bench.failures, bench.ledger.committable()) == ([], [], {})


async def test_a_page_that_kills_its_child_is_a_dead_letter(bench: Bench) -> None:
    """With its reason, and the original beside it."""
    bomb = Message(
        topic="raw",
        partition=0,
        offset=0,
        timestamp=0,
        key=b"https://e.org/a",
        value=b"<div>" * 500_000,
        headers=(("content-type", b"text/html"),),
    )
    await bench.window.take(bomb)
    await bench.window.drain(30)
    [record] = bench.written
    reason = dict(record.headers)["__connect.errors.reason"]
    assert (record.topic, record.value) == ("dlq", bomb.value)
    assert reason in {Reason.TOO_DEEP.encode(), Reason.TIMEOUT.encode()}


async def test_what_cannot_even_be_buried_ends_the_worker(bench: Bench) -> None:
    """It is told to, and the offset stays."""
    bench.refuses = True
    await bench.window.take(message(0))
    await bench.window.drain(10)
    await asyncio.sleep(0)
    assert [type(failure) for failure in bench.failures] == [DeliveryStopped]
    assert bench.ledger.committable() == {}


async def test_many_finished_pages_wake_the_commit(bench: Bench) -> None:
    """Else it wakes when its time has come."""
    waiting = asyncio.create_task(bench.window.until_finished(3, 60))
    await asyncio.sleep(0)
    for offset in range(3):
        await bench.window.take(message(offset))
    await asyncio.wait_for(waiting, 30)
    await bench.window.until_finished(1000, 0.01)


async def test_suspects_are_done_alone_and_noted(bench: Bench) -> None:
    """Each is committed as such before its work, and no longer when it has its outcome; others are done as ever."""
    here = ("raw", 0)
    bench.committed[here] = Committed(4, str(Note(State.HELD, 1)))
    for offset in range(4, 4 + PAGES + 2):
        await bench.window.take(message(offset))
    await bench.window.drain(10)
    assert bench.written_offsets() == list(range(4, 4 + PAGES + 2))
    states = [(noted.offset, Note.read(noted.note).state) for noted in bench.history]
    alone = [
        (offset + step, state)
        for offset in range(4, 4 + PAGES)
        for step, state in ((0, State.ALONE), (0, State.HELD), (1, State.HELD))
    ]
    assert states == [(4, State.HELD), *alone]
    assert Note.read(bench.committed[here].note).deaths == 0


async def test_a_page_that_was_given_up_is_a_dead_letter(bench: Bench) -> None:
    """It is not worked on; its neighbour is."""
    bench.committed["raw", 0] = Committed(0, str(Note(State.AGAIN, 2, 4)))
    await bench.window.take(message(0))
    await bench.window.take(message(1))
    letter, other = bench.written
    assert (letter.topic, other.topic) == ("dlq", "skipped")
    assert dict(letter.headers)["__connect.errors.reason"] == b"quarantined"


async def test_a_rebalance_in_the_meantime_begins_nothing(bench: Bench) -> None:
    """What was read then is of another holder's time."""
    asking, answered = asyncio.Event(), asyncio.Event()

    async def read(_: Partition) -> Committed:
        asking.set()
        await answered.wait()
        return Committed(0, str(Note(State.HELD, 9)))

    custody = Custody(bench.journal, read=read, write=bench.write)
    beginning = asyncio.create_task(custody.begin(("raw", 0), 0))
    await asking.wait()
    bench.journal.forget()
    answered.set()
    await beginning
    assert not bench.journal.knows(("raw", 0))
    assert bench.history == []


async def test_a_rebalance_before_a_page_is_done_alone_leaves_it_to_others(bench: Bench) -> None:
    """Its commit was waited for, and meanwhile the partition went away and came back."""
    here = ("raw", 0)
    bench.committed[here] = Committed(4, str(Note(State.HELD, 1)))
    write = bench.write

    async def lose(notes: Mapping[Partition, tuple[int, str]]) -> bool:
        if any(Note.read(note).state is State.ALONE for _, note in notes.values()):
            bench.window.close()
            bench.window.give_up([here])
            bench.journal.forget()
            bench.window.open()
        return await write(notes)

    bench.custody._write = lose
    await bench.window.take(message(4))
    assert (bench.ledger.pages, bench.written) == (0, [])
    bench.custody._write = write
    await bench.window.take(message(4))
    assert await bench.window.drain(10) == 0
    assert bench.written_offsets() == [4]
