"""The judge of all other broker tests has to see each kind of fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, TopicPartition

from schemas import headers
from streams.broker import EmbeddedBroker
from tests.brokers import inputs
from tests.brokers.stream import Stream, stream_on
from tests.brokers.verifier import verify
from tests.brokers.witness import Input, Place

pytestmark = pytest.mark.broker


@pytest.fixture
def stream(tansu: EmbeddedBroker, tmp_path: Path) -> Iterator[Stream]:
    """A stream whose outcomes the test itself writes."""
    with stream_on(tansu.url, tmp_path) as made:
        yield made


@pytest.fixture
def sent(stream: Stream) -> list[Place]:
    """Three raw pages of one partition."""
    return stream.witness.send(stream.raw, inputs.pages(3, "judged"), partition=0)


def write(stream: Stream, kind: str, source: Place, value: bytes = b"{}") -> None:
    """Write an outcome as a worker would."""
    stamp = {
        headers.CE_ID: str(source),
        headers.SOURCE_TOPIC: source.topic,
        headers.SOURCE_PARTITION: str(source.partition),
        headers.SOURCE_OFFSET: str(source.offset),
    }
    record = Input(value, b"key", tuple((name, text.encode()) for name, text in stamp.items()))
    stream.witness.send(stream.outcomes[kind], [record])


def commit(stream: Stream, offset: int) -> None:
    """Commit for the workers' group."""
    consumer = Consumer({"bootstrap.servers": stream.witness.url, "group.id": stream.group})
    consumer.commit(offsets=[TopicPartition(stream.raw, 0, offset)], asynchronous=False)
    consumer.close()


def test_one_outcome_each_is_in_order(stream: Stream, sent: list[Place]) -> None:
    """Nothing is found where there is nothing to find."""
    for place in sent:
        write(stream, "article", place)
    commit(stream, 3)
    verify(stream, sent).holds_once()


def test_a_lost_page_is_seen(stream: Stream, sent: list[Place]) -> None:
    """A page without an outcome is lost; as long as it is not committed it is not too early."""
    for place in sent[:2]:
        write(stream, "article", place)
    commit(stream, 2)
    verdict = verify(stream, sent)
    assert verdict.lost == {sent[2]}
    assert not verdict.early
    with pytest.raises(AssertionError, match="1 lost"):
        verdict.holds()


def test_a_commit_before_the_outcome_is_seen(stream: Stream, sent: list[Place]) -> None:
    """A page that was committed and has no outcome is both lost and early."""
    for place in (sent[0], sent[2]):
        write(stream, "article", place)
    commit(stream, 3)
    assert verify(stream, sent).early == {sent[1]}


def test_a_duplicate_is_seen_and_told_from_a_contradiction(stream: Stream, sent: list[Place]) -> None:
    """The same outcome twice is a duplicate; two that differ are a contradiction."""
    for place in sent:
        write(stream, "article", place)
    write(stream, "article", sent[0])
    verdict = verify(stream, sent)
    assert verdict.duplicated == {sent[0]}
    verdict.holds()
    with pytest.raises(AssertionError, match="1 duplicated"):
        verdict.holds_once()
    write(stream, "article", sent[1], value=b"other")
    write(stream, "skipped", sent[2])
    assert verify(stream, sent).contradictory == {sent[1], sent[2]}


def test_an_outcome_of_nothing_is_seen(stream: Stream, sent: list[Place]) -> None:
    """An outcome whose source was never sent is foreign."""
    for place in sent:
        write(stream, "article", place)
    nowhere = Place(stream.raw, 0, 77)
    write(stream, "dead", nowhere)
    assert verify(stream, sent).foreign == {nowhere}
