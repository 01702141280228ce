"""Audits on Apache Kafka; pages and outcomes are written by librdkafka, faults planted among them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from schemas import headers as names
from streams.audit.book import Totals
from streams.audit.read import audit
from streams.audit.report import Report
from streams.history.span import Choice
from streams.settings import Settings
from tests.brokers.kafka import KafkaNode
from tests.brokers.stream import Stream, stream_on
from tests.brokers.witness import TIMEOUT, Input

pytestmark = pytest.mark.kafka


class Desk:
    """A stream whose worker is the test itself."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.settings = Settings.from_env(stream.settings)

    def pages(self, count: int, partition: int = 0) -> None:
        """Write raw pages."""
        self.stream.witness.send(self.stream.raw, [Input(b"page")] * count, partition)

    def outcome(self, offset: int, value: bytes = b"{}", **more: str) -> Input:
        """An outcome of a page of partition 0."""
        given = {
            names.SOURCE_TOPIC: self.stream.raw,
            names.SOURCE_PARTITION: "0",
            names.SOURCE_OFFSET: str(offset),
            names.EXTRACTOR_VERSION: "1",
            **{name.replace("_", "-"): text for name, text in more.items()},
        }
        return Input(value, b"%d" % offset, tuple((name, text.encode()) for name, text in given.items()))

    def write(self, *outcomes: Input, kind: str = "article") -> None:
        """Write outcomes."""
        self.stream.witness.send(self.stream.outcomes[kind], outcomes, 0)

    def commit(self, offset: int, partition: int = 0) -> None:
        """The group has done all before this offset."""
        self.stream.witness.commit(self.stream.group, self.stream.raw, {partition: offset})

    def audit(self, **choice: object) -> Report:
        """The report."""
        told = audit(self.settings, Choice(**choice))  # type: ignore[arg-type] # one a test
        return asyncio.run(asyncio.wait_for(told, 2 * TIMEOUT))


@pytest.fixture
def desk(kafka: KafkaNode, tmp_path: Path) -> Iterator[Desk]:
    """A stream without pages."""
    with stream_on(kafka.url, tmp_path) as stream:
        yield Desk(stream)


def test_single_faults_are_found_among_a_hundred_thousand(desk: Desk) -> None:
    """One missing page, one that is there twice, one with two outcomes; before they are planted all is clean."""
    count = 100_000
    desk.pages(count)
    desk.commit(count)
    desk.write(*(desk.outcome(offset) for offset in range(count) if offset != 54_321))
    report = desk.audit()
    assert report.total == Totals(pages=count, articles=count - 1, missing=1)
    assert report.missing[0] == [(54_321, 54_321)]
    assert not report.holds
    desk.write(desk.outcome(54_321))
    assert desk.audit().total == Totals(pages=count, articles=count)
    desk.write(desk.outcome(7), desk.outcome(8, b"{ }"))
    report = desk.audit()
    assert report.total == Totals(pages=count, articles=count, duplicates=1, conflicting=1)
    assert not any(report.missing.values())
    assert report.conflicting[0] == [(8, 8)]


def test_an_empty_stream_is_in_order(desk: Desk) -> None:
    """A group that has committed nothing, topics without a message."""
    report = desk.audit()
    assert report.total == Totals()
    assert report.holds


def test_what_is_not_committed_is_in_flight(desk: Desk) -> None:
    """Only of what the group has passed an outcome is due."""
    desk.pages(5)
    assert desk.audit().total == Totals(pages=5, in_flight=5)
    desk.commit(3)
    desk.write(desk.outcome(0), desk.outcome(1))
    desk.write(desk.outcome(4), kind="skipped")
    assert desk.audit().total == Totals(pages=5, articles=2, skipped=1, missing=1, in_flight=1)


def test_marks_and_messages_that_were_taken_back_are_no_pages(desk: Desk) -> None:
    """Their offsets want no outcome."""
    for kept in (True, False):
        desk.stream.witness.send_as_one(desk.stream.raw, [Input(b"page", b"k")] * 3, kept=kept)
    report = desk.audit()
    assert report.total == Totals(pages=3, in_flight=3)


def test_expired_pages_and_replays_and_foreign_outcomes_are_told_apart(desk: Desk) -> None:
    """None of them is a fault."""
    desk.pages(4)
    desk.commit(4)
    desk.write(*(desk.outcome(offset) for offset in range(4)))
    desk.write(desk.outcome(2, b"{1}", replay_id="r1"), desk.outcome(3, b"{2}", extractor_version="2"))
    desk.write(
        desk.outcome(9),
        desk.outcome(1, source_topic="other"),
        desk.outcome(1, source_partition="77"),
        Input(b"x"),
    )
    desk.stream.witness.expire(desk.stream.raw, {0: 2})
    report = desk.audit()
    assert report.total == Totals(pages=2, articles=2, replayed=2, expired=2, foreign=4)
    assert report.holds


def test_a_range_is_held_to_its_own_pages(desk: Desk) -> None:
    """Outcomes of other pages are no matter."""
    desk.pages(6)
    desk.commit(6)
    desk.write(*(desk.outcome(offset) for offset in (0, 1, 3)))
    report = desk.audit(offsets={0: (1, 4)})
    assert report.total == Totals(pages=3, articles=2, missing=1)
    assert report.missing == {0: [(2, 2)]}


def test_outcomes_that_were_taken_are_not_missing(desk: Desk) -> None:
    """Retention has deleted two of three: for two pages nothing can be proved, for a third it can."""
    desk.pages(3)
    desk.commit(3)
    desk.write(*(desk.outcome(offset) for offset in range(3)))
    desk.stream.witness.expire(desk.stream.outcomes["article"], {0: 2})
    report = desk.audit()
    assert (report.total.missing, report.unproven, report.expired, report.holds) == (2, 2, 2, True)
    desk.pages(1)
    desk.commit(4)
    assert not desk.audit().holds


def test_retention_excuses_no_page_that_came_later(desk: Desk) -> None:
    """Outcomes that were taken are older than the first one that is left, and so are their pages."""
    now, hour = int(time.time() * 1000), 3_600_000
    for age in (9, 8, 0):
        page = Input(b"page", timestamp=now - age * hour)
        desk.stream.witness.send(desk.stream.raw, [page], 0)
    desk.commit(3)
    desk.write(*(replace(desk.outcome(offset), timestamp=now - 8 * hour) for offset in (0, 1)))
    desk.stream.witness.expire(desk.stream.outcomes["article"], {0: 1})
    report = desk.audit()
    assert (report.total.missing, report.unproven, report.missing_for_certain) == (2, 1, 1)
    assert not report.holds


def test_outcomes_behind_an_open_transaction_are_waited_for(desk: Desk) -> None:
    """A page is not missing because another writer's transaction hides its outcome for a moment."""
    desk.pages(1)
    desk.commit(1)
    topic = desk.stream.outcomes["article"]
    with desk.stream.witness.open_transaction(topic, Input(b"later"), 0) as end:
        desk.write(desk.outcome(0))

        async def late() -> Report:
            told = asyncio.create_task(audit(desk.settings, Choice()))
            await asyncio.sleep(3)
            assert not told.done()
            await asyncio.to_thread(end)
            return await told

        report = asyncio.run(asyncio.wait_for(late(), 2 * TIMEOUT))
    assert replace(report.total, foreign=0) == Totals(pages=1, articles=1)
