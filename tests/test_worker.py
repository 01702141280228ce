from __future__ import annotations

import json
import signal

import psutil

from streams.ending import Status
from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.worker import WorkerProcess


def holding_a_page(stream: Stream, **settings: str) -> WorkerProcess:
    """A worker that works on a page that does not end."""
    stream.witness.send(stream.raw, [inputs.slow("hang", attributes=400_000)])
    worker = stream.worker(STREAMS_PAGE_TIMEOUT="140", **settings).ready()
    worker.wait_for(lambda: "streams_pages_in_hand 1.0" in worker.get("/metrics")[1], "holding the page")
    return worker


def test_a_worker_shows_how_it_does(stream: Stream) -> None:
    """Over HTTP and in its log, which has one line a page and is JSON throughout."""
    worker = stream.worker().ready()
    places = stream.witness.send(stream.raw, inputs.pages(20, "shown"))
    stream.wait_committed(len(places), by=worker)
    assert worker.get("/healthz")[0] == 200
    worker.wait_for(lambda: shown_lag(worker) == [0.0] * 4, "a lag of 0")
    assert 'streams_pages_total{outcome="article",reason=""} 20.0' in worker.get("/metrics")[1]
    assert worker.terminate() == Status.STOPPED
    pages = worker.pages()
    assert sorted(
        (page["streams.topic"], page["streams.partition"], page["streams.offset"]) for page in pages
    ) == sorted((place.topic, place.partition, place.offset) for place in places)
    assert all(
        page["streams.words"] > 0 and page["streams.bytes"] > 0 and page["url.domain"] for page in pages
    )


def shown_lag(worker: WorkerProcess) -> list[float]:
    """The lag of each partition, as the metrics have it."""
    lines = worker.get("/metrics")[1].splitlines()
    return [float(line.split()[-1]) for line in lines if line.startswith("streams_lag_messages{")]


def test_a_drain_has_an_end(stream: Stream) -> None:
    """What is not finished in time is neither committed nor lost, and no process stays."""
    worker = holding_a_page(stream, STREAMS_DRAIN_TIMEOUT="3")
    children = worker.children()
    worker.process.send_signal(signal.SIGTERM)
    worker.wait_for(lambda: worker.get("/readyz")[0] == 503, "draining")
    assert json.loads(worker.get("/readyz")[1])["reason"] == "draining"
    assert worker.wait_exit() == Status.STOPPED, worker.tail()
    assert stream.committed() == 0
    assert stream.delivered() == 0
    _, alive = psutil.wait_procs(children, timeout=10)
    assert not [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]


def test_a_second_signal_ends_at_once(stream: Stream) -> None:
    """Whatever is in hand; it is done again."""
    worker = holding_a_page(stream, STREAMS_DRAIN_TIMEOUT="600")
    worker.process.send_signal(signal.SIGTERM)
    worker.wait_for(lambda: worker.get("/readyz")[0] == 503, "draining")
    worker.process.send_signal(signal.SIGINT)
    assert worker.wait_exit() == Status.FORCED
    assert stream.committed() == 0


@ON_KAFKA
def test_a_dead_letter_that_nobody_takes_stops_the_worker(stream: Stream) -> None:
    """With a status of its own, and without acknowledging the page."""
    topic = f"{stream.settings['STREAMS_DLQ_TOPIC']}-narrow"
    stream.witness.create(topic, 1, max_message_bytes="200")
    stream.witness.send(stream.raw, [inputs.page("wrong", ("content-encoding", b"rot13"))])
    worker = stream.worker(STREAMS_DLQ_TOPIC=topic)
    assert worker.wait_exit() == Status.UNDELIVERABLE, worker.tail()
    assert stream.committed() == 0
    [last] = [
        line for line in worker.lines() if line["log.logger"] == "streams.worker" and "error.type" in line
    ]
    assert last["error.type"] == "DeliveryStopped"
