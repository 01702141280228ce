from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from streams.broker import EmbeddedBroker
from streams.harvest import Harvested, harvest
from streams.outcome import Kind
from streams.settings import Settings
from tests.brokers.stream import stream_on
from tests.brokers.witness import Header, Input

PLACE: tuple[Header, ...] = (("source-partition", b"3"), ("source-offset", b"7"))


def harvested(**headers: str) -> Harvested:
    """An outcome with these headers."""
    return Harvested(Kind.DEAD, b"https://news.example/key", b"", headers)


@pytest.mark.broker
def test_all_outcomes_are_read(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """Every partition of the three topics, up to the end; a null header is as none."""
    count = 1200
    records = [Input(str(number).encode(), b"k", (*PLACE, ("url", None))) for number in range(count)]
    with stream_on(tansu.url, tmp_path) as stream:
        for topic in stream.outcomes.values():
            stream.witness.send(topic, records)
        found = asyncio.run(harvest(Settings.from_env(stream.settings)))
    assert {kind: sum(record.kind == kind for record in found) for kind in Kind} == dict.fromkeys(Kind, count)
    assert {record.value for record in found} == {record.value for record in records}
    assert (found[0].key, found[0].source, found[0].url) == (b"k", (3, 7), "k")


@pytest.mark.broker
def test_empty_topics_have_no_outcomes(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """Reading them does not wait for something to come."""
    with stream_on(tansu.url, tmp_path) as stream:
        assert asyncio.run(harvest(Settings.from_env(stream.settings))) == []


def test_reason_and_detail_of_a_skipped_page() -> None:
    """They are in the headers of its topic."""
    record = harvested(**{"skip-reason": "feed", "skip-detail": "sent as text/html"})
    assert (record.reason, record.detail) == ("feed", "sent as text/html")


def test_reason_and_detail_of_a_dead_letter() -> None:
    """They are in Kafka Connect's headers."""
    told = {"__connect.errors.reason": "timeout", "__connect.errors.exception.message": "more than 20 s"}
    record = harvested(**told)
    assert (record.reason, record.detail) == ("timeout", "more than 20 s")


def test_the_url_is_the_header_else_the_key() -> None:
    """As for the page itself; a page may have neither."""
    assert harvested(url="https://news.example/a").url == "https://news.example/a"
    assert harvested().url == "https://news.example/key"
    assert Harvested(Kind.DEAD, None, b"", {}).url is None
