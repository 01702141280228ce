from __future__ import annotations

from pathlib import Path

import pytest

from streams.broker import EmbeddedBroker
from tests.brokers.stream import stream_on
from tests.cli.command import NO_BROKER, streams


@pytest.mark.broker
def test_topics_are_created_once() -> None:
    """The second time they are there and as they should be."""
    with EmbeddedBroker() as broker:
        settings = {"BROKER_URL": broker.url}
        first, second = streams("topics", settings=settings), streams("topics", settings=settings)
    assert (first.returncode, first.stderr, second.returncode, second.stderr) == (0, b"", 0, b"")
    rows = [row for row in first.stdout.decode().splitlines() if "created" in row]
    assert [row.split()[:4] for row in rows] == [
        ["pages.raw", "8", "1", "created"],
        ["articles", "8", "1", "created"],
        ["pages.skipped", "8", "1", "created"],
        ["pages.dlq", "8", "1", "created"],
    ]
    assert second.stdout.decode().count("as it should be") == 4


@pytest.mark.broker
def test_a_topic_that_differs_is_told(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """It is left as it is, and the exit code says so."""
    with stream_on(tansu.url, tmp_path) as stream:
        result = streams("topics", settings={**stream.settings, "STREAMS_PARTITIONS": "6"})
    assert result.returncode == 1
    assert result.stdout.decode().count("partitions is 4, should be 6") == 4


def test_a_broker_that_is_not_there_is_told() -> None:
    """One line and the exit code of an unreachable broker."""
    result = streams("topics", settings=NO_BROKER)
    assert (result.returncode, result.stdout) == (3, b"")
    told = result.stderr.decode()
    assert told.startswith("streams: error: ")
    assert "127.0.0.1" in told
    assert told.count("\n") == 1
