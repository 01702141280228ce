"""What happens to a group on Apache Kafka: a rolling restart, more partitions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers import inputs
from tests.brokers.kafka import KafkaNode
from tests.brokers.stream import PARTITIONS, Stream, stream_on
from tests.brokers.verifier import verify
from tests.brokers.worker import WorkerProcess

PAGES = 200
SESSION = {"BROKER_SESSION_TIMEOUT": "30", "BROKER_HEARTBEAT_INTERVAL": "1"}

pytestmark = pytest.mark.kafka


@pytest.fixture
def stream(kafka: KafkaNode, tmp_path: Path) -> Iterator[Stream]:
    """A stream on Apache Kafka."""
    with stream_on(kafka.url, tmp_path, SESSION) as made:
        yield made


def assignments(worker: WorkerProcess) -> int:
    """How often the worker was told its partitions."""
    return sum("partitions assigned" in line["message"] for line in worker.lines())


def test_a_rolling_restart_causes_no_rebalance(stream: Stream) -> None:
    """Each worker takes its own partitions up again; the other one does not notice."""
    names = ("one", "two")
    places = stream.witness.send(stream.raw, inputs.pages(PAGES, "before"))
    workers = {name: stream.worker(CONSUMER_GROUP_INSTANCE_ID=name) for name in names}
    for worker in workers.values():
        worker.ready()
    stream.wait_committed(PAGES, by=workers["one"])
    told = {name: assignments(worker) for name, worker in workers.items()}
    for name, other in zip(names, reversed(names), strict=True):
        assert workers[name].terminate() == 0, workers[name].tail()
        workers[name] = stream.worker(CONSUMER_GROUP_INSTANCE_ID=name).ready()
        assert assignments(workers[name]) == 1
        assert assignments(workers[other]) == told[other]
        told[name] = 1
    places += stream.witness.send(stream.raw, inputs.pages(PAGES, "after"))
    stream.wait_committed(len(places), by=workers["one"])
    verify(stream, places).holds_once()


def test_partitions_that_are_added_are_read(stream: Stream) -> None:
    """Without a restart, soon after the topic has them."""
    worker = stream.worker().ready()
    places = stream.witness.send(stream.raw, inputs.pages(40, "few"))
    stream.wait_committed(len(places), by=worker)
    stream.witness.widen(stream.raw, PARTITIONS + 2)
    places += stream.witness.send(stream.raw, inputs.pages(40, "new"), partition=PARTITIONS + 1)
    stream.wait_committed(len(places), by=worker)
    assert worker.terminate() == 0, worker.tail()
    verify(stream, places).holds()
