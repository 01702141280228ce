"""Several workers of one group."""

from __future__ import annotations

from tests.brokers import inputs
from tests.brokers.stream import Stream
from tests.brokers.verifier import verify
from tests.brokers.worker import WorkerProcess

PAGES = 300


def partitions_of(worker: WorkerProcess) -> set[int]:
    """The partitions from which a worker has taken pages."""
    return {page["streams.partition"] for page in worker.pages()}


def test_workers_share_the_partitions_and_come_and_go(stream: Stream) -> None:
    """Two workers each do a part; a third one joins, does its part and leaves; nothing is lost on the way."""
    first, second = stream.worker(), stream.worker()
    first.ready()
    second.ready()
    places = stream.witness.send(stream.raw, inputs.pages(PAGES, "two"))
    stream.wait_delivered(PAGES, by=first)
    assert partitions_of(first)
    assert partitions_of(second)
    assert not partitions_of(first) & partitions_of(second)

    third = stream.worker()
    places += stream.witness.send(stream.raw, inputs.pages(PAGES, "joining"))
    third.ready()
    places += stream.witness.send(stream.raw, inputs.pages(PAGES, "three"))
    third.wait_for(third.pages, "a page done by the third worker")
    assert third.terminate() == 0, third.tail()

    places += stream.witness.send(stream.raw, inputs.pages(PAGES, "left"))
    stream.wait_committed(len(places), by=first)
    for worker in (first, second):
        assert worker.terminate() == 0, worker.tail()
    verify(stream, places).holds()
