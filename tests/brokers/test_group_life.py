"""What happens to a group on Apache Kafka: a rolling restart, two of one name, a partition that is held up."""

from __future__ import annotations

import time

import pytest

from streams.window import SPAN
from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.verifier import verify
from tests.brokers.worker import WorkerProcess

PAGES = 200
TURNS = 200
SESSION = {"BROKER_SESSION_TIMEOUT": "30", "BROKER_HEARTBEAT_INTERVAL": "1"}

pytestmark = ON_KAFKA


@pytest.fixture
def stream_settings() -> dict[str, str]:
    """Time enough for a restart."""
    return SESSION


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


@pytest.mark.parametrize("delivery", ["at_least_once", "exactly_once"])
def test_a_sender_with_transactions(stream: Stream, delivery: str) -> None:
    """What it took back is not read; its marks have offsets, and are neither lag nor work that does not get on."""
    impatient = {"STREAMS_PAGE_TIMEOUT": "2", "STREAMS_STALL_TIMEOUT": "8"}
    worker = stream.worker(STREAMS_DELIVERY=delivery, **impatient).ready()
    places = stream.witness.send_as_one(stream.raw, inputs.pages(20, "sent"), kept=True)
    stream.witness.send_as_one(stream.raw, inputs.pages(20, "taken-back"), kept=False)
    places += stream.witness.send_as_one(stream.raw, inputs.pages(20, "last"), kept=True)
    stream.wait_delivered(len(places), by=worker)
    with pytest.raises(AssertionError, match="did not end"):
        worker.wait_exit(15)
    assert len(lag := lags(worker)) > 0
    assert set(lag) == {0.0}
    verify(stream, places).holds_once()


def lags(worker: WorkerProcess) -> list[float]:
    """What the metrics have as lag of each partition."""
    lines = worker.get("/metrics")[1].splitlines()
    return [float(line.split()[-1]) for line in lines if line.startswith("streams_lag_messages{")]


@pytest.mark.parametrize("delivery", ["at_least_once", "exactly_once"])
def test_a_slow_page_holds_up_no_other_partition(stream: Stream, delivery: str) -> None:
    """However much lies behind it in its own, and though a page of another waits for the same child."""
    behind, early, others = 2 * SPAN, 20, 100
    first = stream.witness.send(stream.raw, inputs.pages(early, "early"), partition=1)
    stream.witness.send(stream.raw, [inputs.slow("slow", attributes=400_000)], partition=0)
    crowd = stream.witness.send(stream.raw, inputs.pages(behind, "behind"), partition=0)
    worker = stream.worker(STREAMS_PAGE_TIMEOUT="100", STREAMS_DELIVERY=delivery).ready()
    worker.wait_for(lambda: stream.delivered() + worker.in_hand() >= SPAN, "a long partition")
    places = stream.witness.send(stream.raw, inputs.pages(others, "others"), partition=1)
    worker.wait_for(
        lambda: stream.witness.committed(stream.group, stream.raw)[1] >= early + others,
        "the other partition done",
    )
    assert stream.witness.committed(stream.group, stream.raw)[0] == 0
    worker.kill()
    assert {*first, *places} <= verify(stream, [*first, *places, *crowd]).outcomes.keys()


def test_two_workers_of_one_name_do_not_go_on(stream: Stream) -> None:
    """They would take the partitions from each other for ever: one of them ends at least, and says why."""
    first = stream.worker(CONSUMER_GROUP_INSTANCE_ID="one").ready()
    places = stream.witness.send(stream.raw, inputs.pages(PAGES, "before"))
    stream.wait_committed(PAGES, by=first)
    second = stream.worker(CONSUMER_GROUP_INSTANCE_ID="one")
    twins = (first, second)
    for turn in range(TURNS):
        if any(twin.process.poll() is not None for twin in twins):
            break
        places += stream.witness.send(stream.raw, inputs.pages(4, f"turn-{turn}"))
        time.sleep(0.5)
    ended = [twin for twin in twins if twin.process.poll() is not None]
    assert {twin.wait_exit() for twin in ended} == {2}
    for twin in ended:
        assert "CONSUMER_GROUP_INSTANCE_ID: another worker has the same" in twin.tail()
    for twin in twins:
        twin.kill()
    alone = stream.worker(CONSUMER_GROUP_INSTANCE_ID="one").ready()
    stream.wait_committed(len(places), by=alone)
    verify(stream, places).holds()
