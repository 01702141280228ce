"""Pages that hang, eat memory or crash their process cost only themselves."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable

import pytest

from schemas import headers
from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.verifier import verify
from tests.brokers.witness import Input
from tests.chaos import pages

NEIGHBOURS = 40
# To fill its memory takes a page 2 s, and several times as long where other tests run.
TIMEOUT = "30"
# Ten good pages beside each of them.
HOSTILE = int(os.environ.get("HOSTILE_PAGES", "12"))
# Each with the settings under which it does harm and the reasons that may be given for its end.
HARMFUL: dict[str, tuple[Callable[[], Input], dict[str, str], set[str]]] = {
    "hangs": (lambda: inputs.slow("hang", attributes=200_000), {"STREAMS_PAGE_TIMEOUT": "3"}, {"timeout"}),
    "eats memory": (
        lambda: inputs.page(
            "hungry",
            ("content-encoding", b"gzip"),
            body=gzip.compress(inputs.html("hungry", extra="<p>x" * 3_000_000)),
        ),
        {"STREAMS_PAGE_MEMORY": str(512 * inputs.MIB)},
        {"memory", "crash"},
    ),
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_a_harmful_page_costs_only_itself(stream: Stream, harm: str) -> None:
    """It becomes a dead letter with its reason and bytes; its neighbours become articles."""
    make, settings, reasons = HARMFUL[harm]
    harmful = make()
    crowd = inputs.pages(NEIGHBOURS, harm.replace(" ", "-"))
    middle = NEIGHBOURS // 2
    places = stream.witness.send(stream.raw, [*crowd[:middle], harmful, *crowd[middle:]], partition=0)
    worker = stream.worker(**settings)
    stream.wait_committed(len(places), by=worker)
    outcomes = dict(verify(stream, places).holds_once().outcomes)
    [letter] = outcomes.pop(places[middle])
    assert letter.place.topic == stream.outcomes["dead"]
    assert letter.header(headers.ERRORS_REASON) in reasons
    assert letter.value == harmful.value
    assert {record.place.topic for [record] in outcomes.values()} == {stream.outcomes["article"]}
    assert worker.terminate() == 0, worker.tail()


def test_a_child_that_is_killed_costs_no_more_than_its_page(stream: Stream) -> None:
    """Where the system kills a child, as for want of memory, at most the page in its hands is a dead letter."""
    kills = 3
    places = stream.witness.send(stream.raw, [inputs.slow(f"shot-{number}", 3000) for number in range(200)])
    worker = stream.worker().ready()
    for number in range(kills):
        stream.wait_delivered(20 * (number + 1), by=worker)
        busiest = max(worker.children(), key=lambda child: child.cpu_times().user)
        busiest.kill()
    stream.wait_committed(len(places), by=worker)
    outcomes = verify(stream, places).holds_once().outcomes
    letters = [record for [record] in outcomes.values() if record.place.topic == stream.outcomes["dead"]]
    assert len(letters) <= kills
    assert {letter.header(headers.ERRORS_REASON) for letter in letters} <= {"crash", "memory"}
    assert worker.terminate() == 0, worker.tail()


@ON_KAFKA
def test_hostile_pages_cost_nobody_else_anything(stream: Stream) -> None:
    """Of all kinds, many, among good ones: each is a dead letter with its reason, and the worker lives through all."""
    kinds = [make for make in pages.HOSTILE if make("kind").outcome == "dead"]
    cases = [kinds[number % len(kinds)](f"hostile-{number}") for number in range(HOSTILE)]
    good = inputs.pages(10 * HOSTILE, "good")
    mixed = [item for number, case in enumerate(cases) for item in (case.input, *good[10 * number :][:10])]
    worker = stream.worker(STREAMS_PAGE_TIMEOUT=TIMEOUT, STREAMS_PAGE_MEMORY=str(pages.PAGE_MEMORY)).ready()
    places = stream.witness.send(stream.raw, mixed)
    worker.wait_for(lambda: stream.committed() == len(places), "all done", 120 + 2 * HOSTILE)
    outcomes = dict(verify(stream, places).holds_once().outcomes)
    for case, place in zip(cases, places[::11], strict=True):
        [letter] = outcomes.pop(place)
        assert (letter.place.topic, letter.header(headers.ERRORS_REASON)) == (
            stream.outcomes["dead"],
            case.reason,
        )
        assert letter.value == case.input.value
    assert {record.place.topic for [record] in outcomes.values()} == {stream.outcomes["article"]}
    assert worker.terminate() == 0, worker.tail()
