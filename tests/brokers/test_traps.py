"""The ways in which Faust loses messages: each test passes on our worker, and fails on the one written first."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.verifier import verify
from tests.brokers.worker import WorkerProcess

Start = Callable[..., WorkerProcess]
PATIENCE = 15.0
COMMIT_SECONDS = 1.0

pytestmark = ON_KAFKA


def an_agent_that_raises(stream: Stream, start: Start) -> None:
    """Faust acknowledges the message whose agent raised (faust-streaming/faust#315)."""
    crowd = inputs.pages(10, "poison")
    poison = inputs.KINDS["invalid JSON"]("poison").input
    places = stream.witness.send(stream.raw, [*crowd[:5], poison, *crowd[5:]], partition=0)
    worker = start()
    worker.wait_for(lambda: stream.committed() == len(places), "all committed", PATIENCE)
    verify(stream, places).holds()


def a_record_that_is_refused(stream: Stream, start: Start) -> None:
    """Faust commits whatever became of what was sent."""
    stream.settings["STREAMS_ARTICLES_TOPIC"] = small = f"small-{stream.group}"
    stream.witness.create(small, 1, max_message_bytes="600")
    places = stream.witness.send(stream.raw, inputs.pages(10, "refused"), partition=0)
    worker = start()
    worker.wait_for(lambda: stream.committed() == len(places), "all committed", PATIENCE)
    verify(stream, places).holds()


def several_in_hand_and_a_death(stream: Stream, start: Start) -> None:
    """Faust commits past a message in hand where nothing was committed before (faust-streaming/faust#606)."""
    head = inputs.slow("head", attributes=60_000)
    places = stream.witness.send(stream.raw, [head, *inputs.pages(60, "behind")], partition=0)
    settings = {"STREAMS_PAGE_TIMEOUT": "100", "CONCURRENCY": "4"}
    first = start(**settings)
    stream.wait_delivered(40, by=first)
    time.sleep(COMMIT_SECONDS)
    first.kill()
    second = start(**settings)
    stream.wait_committed(len(places), by=second)
    verify(stream, places).holds()


def a_page_that_hangs(stream: Stream, start: Start) -> None:
    """Nothing in Faust ends a page that takes for ever."""
    hanging = inputs.slow("hang", attributes=400_000)
    crowd = inputs.pages(10, "hang")
    places = stream.witness.send(stream.raw, [*crowd[:5], hanging, *crowd[5:]], partition=0)
    worker = start(STREAMS_PAGE_TIMEOUT="3")
    worker.wait_for(lambda: stream.committed() == len(places), "all committed", PATIENCE)
    verify(stream, places).holds()


TRAPS = [an_agent_that_raises, a_record_that_is_refused, several_in_hand_and_a_death, a_page_that_hangs]


@pytest.mark.parametrize("trap", TRAPS)
def test_our_worker_is_not_caught(stream: Stream, trap: Callable[[Stream, Start], None]) -> None:
    """Every page has its outcome."""
    trap(stream, stream.worker)


@pytest.mark.parametrize("trap", TRAPS)
def test_the_naive_worker_is_caught(stream: Stream, trap: Callable[[Stream, Start], None]) -> None:
    """So the test can fail."""
    with pytest.raises(AssertionError, match=r"lost|not all committed"):
        trap(stream, stream.naive)
