"""A page on which workers die costs some deaths, then only itself. The embedded broker keeps no notes of commits."""

from __future__ import annotations

from functools import partial

from schemas import headers
from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.verifier import verify
from tests.brokers.worker import WorkerProcess

DEATHS = 4
BEFORE = 2

pytestmark = ON_KAFKA


def hangs_on_it(stream: Stream, worker: WorkerProcess) -> bool:
    """Whether all before the slow page is committed, and the worker has only that in hand, and what waits for it."""
    [line] = [
        line for line in worker.get("/metrics")[1].splitlines() if line.startswith("streams_pages_in_hand ")
    ]
    return 0 < float(line.split()[1]) <= 2 and stream.committed() == BEFORE


def test_a_page_that_kills_workers_is_given_up(stream: Stream) -> None:
    """It stops neither the first worker's successors nor its neighbours, and is kept as a dead letter."""
    deadly = inputs.slow("deadly", attributes=200_000)
    crowd = inputs.pages(12, "near")
    places = stream.witness.send(stream.raw, [*crowd[:BEFORE], deadly, *crowd[BEFORE:]], partition=0)
    for _ in range(DEATHS):
        worker = stream.worker(STREAMS_PAGE_TIMEOUT="60").ready()
        worker.wait_for(partial(hangs_on_it, stream, worker), "only the slow page in hand")
        worker.kill()
    survivor = stream.worker(STREAMS_PAGE_TIMEOUT="60")
    stream.wait_committed(len(places), by=survivor)
    outcomes = dict(verify(stream, places).holds().outcomes)
    letters = outcomes.pop(places[BEFORE])
    assert {letter.header(headers.ERRORS_REASON) for letter in letters} == {"quarantined"}
    assert letters[0].value == deadly.value
    assert {record.place.topic for records in outcomes.values() for record in records} == {
        stream.outcomes["article"]
    }
    assert survivor.terminate() == 0, survivor.tail()


def test_deaths_with_progress_between_them_give_nothing_up(stream: Stream) -> None:
    """Machines that fail are no fault of the pages."""
    places = stream.witness.send(stream.raw, inputs.pages(200, "steady"))
    for number in range(1, DEATHS + 2):
        worker = stream.worker().ready()
        stream.wait_committed(20 * number, by=worker)
        worker.kill()
    survivor = stream.worker()
    stream.wait_committed(len(places), by=survivor)
    outcomes = verify(stream, places).holds().outcomes
    assert {record.place.topic for records in outcomes.values() for record in records} == {
        stream.outcomes["article"]
    }
