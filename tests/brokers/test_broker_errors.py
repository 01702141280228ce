"""Errors that a broker gives seldom, given on demand: our worker goes on or ends, it neither loses nor sits still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schemas import headers
from streams.ending import Status
from tests.brokers import inputs
from tests.brokers.mock import OFFSET_COMMIT, PRODUCE, SYNC_GROUP, MockBroker, mock_broker
from tests.brokers.stream import QUICK, Stream
from tests.brokers.verifier import verify
from tests.brokers.witness import Place, Witness
from tests.brokers.worker import NAIVE

# https://kafka.apache.org/protocol#protocol_error_codes
UNKNOWN, NO_ERROR, NOT_AUTHORISED, INVALID_REQUEST = -1, 0, 29, 42
TOPICS = {"RAW": "raw", "ARTICLES": "articles", "SKIPPED": "skipped", "DLQ": "dlq"}
SETTINGS = {
    **QUICK,
    **{f"STREAMS_{name}_TOPIC": topic for name, topic in TOPICS.items()},
    "APP_ID": "group",
    "STREAMS_PAGE_TIMEOUT": "3",
    "STREAMS_STALL_TIMEOUT": "8",
}
# For a naive worker that sits still, from where it was seen to do so.
LITTLE_PATIENCE = 10.0

pytestmark = pytest.mark.broker


@pytest.fixture
def broker() -> Iterator[MockBroker]:
    """A broker with the topics of a stream."""
    with mock_broker() as made:
        for topic in TOPICS.values():
            made.create(topic, 1)
        yield made


@pytest.fixture
def stream(broker: MockBroker, tmp_path: Path) -> Iterator[Stream]:
    """A stream on it."""
    with closing(Stream(Witness(broker.url), {**SETTINGS, "BROKER_URL": broker.url}, tmp_path)) as made:
        yield made


def a_write_that_is_refused(stream: Stream, broker: MockBroker) -> list[Place]:
    """Twice, as ours tries once more; one page is in hand at a time."""
    stream.settings["STREAMS_WINDOW_PAGES"] = "1"
    places = stream.witness.send(stream.raw, inputs.pages(10, "refused"))
    broker.answer(PRODUCE, NOT_AUTHORISED, NOT_AUTHORISED)
    stream.wait_committed(len(places), by=stream.worker())
    verify(stream, places).holds()
    return places


def test_a_write_that_is_not_authorised_becomes_a_dead_letter(stream: Stream, broker: MockBroker) -> None:
    """With that reason; the pages behind it are articles."""
    first, *others = a_write_that_is_refused(stream, broker)
    outcomes = verify(stream, [first, *others]).outcomes
    [letter] = outcomes[first]
    assert letter.place.topic == stream.outcomes["dead"]
    assert letter.header(headers.ERRORS_REASON) == "refused"
    topics = {record.place.topic for place in others for record in outcomes[place]}
    assert topics == {stream.outcomes["article"]}


def test_a_naive_worker_loses_what_is_not_authorised(stream: Stream, broker: MockBroker) -> None:
    """Though it awaits the broker's answer: the exception leaves its agent."""
    stream.program = NAIVE
    with pytest.raises(AssertionError, match=r"^2 lost"):
        a_write_that_is_refused(stream, broker)


def test_a_worker_that_does_not_get_into_its_group_ends(stream: Stream, broker: MockBroker) -> None:
    """With the watchdog's status; the next one does the work."""
    places = stream.witness.send(stream.raw, inputs.pages(10, "left-out"))
    broker.answer(SYNC_GROUP, INVALID_REQUEST)
    first = stream.worker()
    assert first.wait_exit() == Status.STALLED, first.tail()
    assert "no partitions assigned" in first.tail()
    stream.wait_committed(len(places), by=stream.worker())
    verify(stream, places).holds_once()


def test_a_naive_worker_that_does_not_get_into_its_group_stays(stream: Stream, broker: MockBroker) -> None:
    """It has no partitions, and asks for none again."""
    stream.program, stream.patience = NAIVE, LITTLE_PATIENCE
    places = stream.witness.send(stream.raw, inputs.pages(10, "left-out"))
    broker.answer(SYNC_GROUP, INVALID_REQUEST)
    worker = stream.worker()
    worker.wait_for(lambda: "Unexpected error from SyncGroup" in worker.output(), "the error")
    with pytest.raises(AssertionError, match=r"^not 10 pages committed"):
        stream.wait_committed(len(places), by=worker)


def test_a_commit_that_fails_is_made_again(stream: Stream, broker: MockBroker) -> None:
    """The worker tells of it, and goes on."""
    places = stream.witness.send(stream.raw, inputs.pages(10, "committed"))
    broker.answer(OFFSET_COMMIT, NO_ERROR, UNKNOWN, UNKNOWN)
    worker = stream.worker()
    stream.wait_committed(len(places), by=worker)
    verify(stream, places).holds_once()
    assert worker.terminate() == Status.STOPPED, worker.tail()
    assert "offsets could not be committed" in worker.output()
