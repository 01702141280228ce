from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from streams import topics
from streams.broker import EmbeddedBroker
from streams.ingest.message import Message, Refusal
from streams.ingest.publisher import MESSAGES_IN_FLIGHT, Published, Publisher, PublishError
from streams.settings import Settings
from tests.brokers.stream import stream_on

URL = b"https://news.example/a"


def test_a_broker_that_is_not_there_is_told() -> None:
    """At once, in one line that says where to look."""
    settings = Settings(bootstrap_servers=("127.0.0.1:1",))
    with (
        pytest.raises(PublishError, match=r"BROKER_URL: no broker answers at 127\.0\.0\.1:1; is that right"),
        Publisher(settings, print),
    ):
        pass


@pytest.mark.broker
def test_a_topic_that_is_not_there_is_told_and_not_made(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """A topic that a broker makes by itself has the wrong partitions and sizes."""
    with stream_on(tansu.url, tmp_path) as stream:
        name = f"{stream.raw}-missing"
        settings = Settings.from_env({**stream.settings, "STREAMS_RAW_TOPIC": name})
        with (
            pytest.raises(
                PublishError, match=f"there is no topic {name}, .*: create it with 'streams topics'"
            ),
            Publisher(settings, print),
        ):
            pass
        assert name not in stream.witness.topics()


@pytest.mark.broker
def test_every_message_is_confirmed_and_lies_where_it_is_said(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """More than can be in flight at once; key, value and headers arrive untouched, a tombstone too."""
    told: list[Published | Refusal] = []
    count = 3 * MESSAGES_IN_FLIGHT
    with stream_on(tansu.url, tmp_path) as stream:
        with Publisher(Settings.from_env(stream.settings), told.append) as publisher:
            for number in range(count):
                value = None if number == 7 else str(number).encode()
                publisher.send(Message(str(number), URL, value, (("url", URL),)))
        records = {
            (record.place.partition, record.place.offset): record
            for record in stream.witness.read([stream.raw])
        }
    assert len(told) == len(records) == count
    for result in told:
        assert isinstance(result, Published)
        record = records[result.partition, result.offset]
        assert (record.key, record.value, record.headers) == (URL, result.message.value, (("url", URL),))


@pytest.mark.broker
def test_what_no_request_can_hold_is_refused(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """One page too large does not end the run."""
    told: list[Published | Refusal] = []
    small = {"PRODUCER_MAX_REQUEST_SIZE": "65536", "STREAMS_MAX_MESSAGE_BYTES": "65000"}
    with (
        stream_on(tansu.url, tmp_path, small) as stream,
        Publisher(Settings.from_env(stream.settings), told.append) as publisher,
    ):
        publisher.send(Message("large", URL, b"x" * 70_000))
        publisher.send(Message("small", URL, b"x"))
    refused, published = sorted(told, key=lambda result: isinstance(result, Published))
    assert isinstance(refused, Refusal)
    assert (refused.origin, refused.reason) == ("large", "too_large")
    assert isinstance(published, Published)


def publish_after(event: Callable[[], None], settings: Settings, told: list[Published | Refusal]) -> None:
    """Send one page when something has happened since the start."""
    with Publisher(settings, told.append) as publisher:
        event()
        publisher.send(Message("a", URL, b"x"))


@pytest.mark.broker
def test_a_broker_that_goes_away_ends_the_run() -> None:
    """Not in silence and not for ever: what was in flight is told as not published."""
    quick = {"BROKER_REQUEST_TIMEOUT": "2", "BROKER_SESSION_TIMEOUT": "2", "BROKER_HEARTBEAT_INTERVAL": "1"}
    told: list[Published | Refusal] = []
    with EmbeddedBroker() as broker:
        settings = Settings.from_env({"BROKER_URL": broker.url, **quick})
        topics.ensure(settings)
        with pytest.raises(PublishError, match="cannot publish on"):
            publish_after(partial(broker.__exit__, None, None, None), settings, told)
    assert told == []
