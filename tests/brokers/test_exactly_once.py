"""In exactly-once mode a reader of committed records sees each outcome once, whatever happens to the workers."""

from __future__ import annotations

import signal
import time

import pytest

from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.verifier import verify

PAGES = 600
SESSION_SECONDS = 6

pytestmark = ON_KAFKA


@pytest.fixture
def stream_settings() -> dict[str, str]:
    """Workers write in transactions; the witness reads what is committed."""
    return {"STREAMS_DELIVERY": "exactly_once"}


def test_every_kind_of_page_has_its_outcome(stream: Stream) -> None:
    """Articles, skipped pages and dead letters alike, those too that are too large at first."""
    places = stream.witness.send(stream.raw, [*inputs.mixed(300, seed=5)])
    worker = stream.worker()
    stream.wait_committed(len(places), by=worker)
    assert worker.terminate() == 0, worker.tail()
    verify(stream, places).holds_once()


def test_kill_9_loses_and_doubles_nothing(stream: Stream) -> None:
    """However often it comes in the midst of the work."""
    places = stream.witness.send(stream.raw, inputs.pages(8 * PAGES, "killed"))
    for number in range(1, 4):
        worker = stream.worker().ready()
        stream.wait_committed(number * PAGES // 6, by=worker)
        # Before its end: what it leaves open is neither committed nor not, and who asks for it waits.
        assert stream.committed() < len(places), "killed when all was done"
        worker.kill()
    survivor = stream.worker().ready()
    stream.wait_committed(len(places), by=survivor)
    assert survivor.terminate() == 0, survivor.tail()
    verify(stream, places).holds_once()


def test_a_zombie_doubles_nothing(stream: Stream) -> None:
    """A worker that was stopped for longer than its session finds its partitions with another."""
    places = stream.witness.send(stream.raw, inputs.pages(PAGES, "zombie"))
    zombie = stream.worker().ready()
    stream.wait_committed(PAGES // 6, by=zombie)
    zombie.process.send_signal(signal.SIGSTOP)
    other = stream.worker().ready()
    stream.wait_committed(PAGES // 3, by=other)
    zombie.process.send_signal(signal.SIGCONT)
    stream.wait_committed(len(places), by=other)
    time.sleep(SESSION_SECONDS)  # what the zombie might still do, it does now
    for worker in (zombie, other):
        assert worker.terminate() == 0, worker.tail()
    verify(stream, places).holds_once()


def test_workers_come_and_go(stream: Stream) -> None:
    """A rebalance hands partitions over between two transactions."""
    first = stream.worker().ready()
    places = stream.witness.send(stream.raw, inputs.pages(PAGES, "shared"))
    second = stream.worker().ready()
    places += stream.witness.send(stream.raw, inputs.pages(PAGES, "joined"))
    second.wait_for(second.pages, "a page done by the second worker")
    assert second.terminate() == 0, second.tail()
    stream.wait_committed(len(places), by=first)
    assert first.terminate() == 0, first.tail()
    verify(stream, places).holds_once()
