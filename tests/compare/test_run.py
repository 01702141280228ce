"""Comparisons on Apache Kafka: planted changes are found, and only they."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import orjson

from streams.compare.difference import Change
from streams.compare.run import Comparison, Which, run
from streams.history.span import Choice
from streams.history.wanted import Wanted
from streams.outcome import outcome_of
from streams.records import Message, article_record, skipped_record
from streams.settings import Settings
from tests.brokers import inputs
from tests.brokers.inputs import KINDS, Case
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.witness import Input, Place

pytestmark = ON_KAFKA

MINUTE = 60_000


def compared(stream: Stream, limit: int | None = None, **choice: Any) -> Comparison:
    """What has become of the stream's pages, beside what becomes of them now."""
    which = Which(choice=Choice(**choice), wanted=Wanted(), limit=limit)
    return asyncio.run(run(Settings.from_env(stream.settings), which, _silent))


def _silent(_step: str, _done: int) -> None:
    """Nobody watches."""


def changes(found: Comparison) -> dict[int, tuple[Change, tuple[str, ...]]]:
    """The samples by their offset."""
    samples = found.totals.samples.chosen()
    return {page.offset: (page.difference.change, page.difference.fields) for page in samples}


def publish(
    stream: Stream, sent: Input, place: Place, change: Callable[[dict[str, Any]], object], at: int = 0
) -> None:
    """Write an article about a page onto the topic of articles, as a worker would but for a change."""
    raw = Message(
        topic=place.topic, partition=place.partition, offset=place.offset, timestamp=sent.timestamp or None,
        key=sent.key, value=sent.value, headers=sent.headers,
    )  # fmt: skip
    outcome = outcome_of(sent.key, sent.value, sent.headers)
    record = article_record(raw, outcome, stream.outcomes["article"])
    article = orjson.loads(record.value or b"{}")
    change(article)
    stream.witness.send(
        record.topic, [Input(orjson.dumps(article), record.key, record.headers, timestamp=at)]
    )


def retitle(article: dict[str, Any]) -> None:
    """Another headline."""
    article["title"] = "Planted"


def test_planted_changes_are_found_and_only_they(stream: Stream) -> None:
    """Of every kind of page by a real worker; then articles are altered, and pages come that no worker has seen."""
    cases = [make(f"kind-{number}") for number, make in enumerate(KINDS.values())]
    sent = [*(case.input for case in cases), *inputs.pages(10, "page")]
    places = stream.witness.send(stream.raw, sent, 0)
    worker = stream.worker().ready()
    stream.wait_delivered(len(sent), by=worker)
    worker.terminate()

    found = compared(stream)
    assert found.totals.all.changes == {Change.SAME: len(sent)}
    assert not found.totals.moves
    assert found.versions == {found.version: len(sent)}

    first = len(cases)
    feed = next(at for at, case in enumerate(cases) if case.reason == "feed")
    publish(stream, sent[first], places[first], retitle)
    publish(stream, sent[first + 1], places[first + 1], lambda article: article.pop("word_count"))
    publish(stream, sent[first + 2], places[first + 2], lambda article: article.update(text="Planted."))
    publish(
        stream, sent[feed], places[feed], lambda article: article.update(title="Planted", text="Planted.")
    )
    [unseen] = stream.witness.send(stream.raw, inputs.pages(1, "unseen"), 1)
    found = compared(stream)
    assert changes(found) == {
        places[first].offset: (Change.CHANGED, ("title",)),
        places[first + 1].offset: (Change.CHANGED, ("word_count",)),
        places[first + 2].offset: (Change.CHANGED, ("text",)),
        places[feed].offset: (Change.LOST, ()),
    }
    assert found.totals.moves == {("article", "skipped: feed"): 1}
    assert found.totals.all.changes[Change.SAME] == len(sent) - 4
    assert found.totals.all.changes[Change.MISSING] == 1
    assert compared(stream, offsets={1: (unseen.offset, None)}).totals.all.changes == {Change.MISSING: 1}
    assert compared(stream, limit=5).totals.all.read == 5


def test_the_newest_outcome_counts_and_strangers_do_not(stream: Stream) -> None:
    """An older one that is written later, one of another topic's page, a deletion, headers that are no numbers."""
    [page] = inputs.pages(1, "newest")
    [place] = stream.witness.send(stream.raw, [page], 0)
    now = time.time_ns() // 1_000_000
    publish(stream, page, place, dict.copy, at=now)
    publish(stream, page, place, retitle, at=now - 1)
    publish(stream, page, Place("elsewhere", 0, 0), retitle)
    foreign = (("source-topic", stream.raw.encode()), ("source-partition", b"zero"), ("source-offset", b"0"))
    stream.witness.send(
        stream.outcomes["skipped"], [Input(b"", headers=foreign), Input(None, b"k"), Input(b"x")]
    )
    assert compared(stream).totals.all.changes == {Change.SAME: 1}
    publish(stream, page, place, retitle, at=now + 1)
    assert changes(compared(stream)) == {0: (Change.CHANGED, ("title",))}


def test_a_page_may_be_dated_ahead(stream: Stream) -> None:
    """Its outcome is older than the page then, by up to the hour that Kafka allows, and is found all the same."""
    [page] = inputs.pages(1, "ahead")
    now = time.time_ns() // 1_000_000
    dated = Input(page.value, page.key, page.headers, timestamp=now + 59 * MINUTE)
    [place] = stream.witness.send(stream.raw, [dated], 0)
    publish(stream, dated, place, retitle, at=now)
    assert changes(compared(stream)) == {0: (Change.CHANGED, ("title",))}


def test_nothing_is_written_and_no_group_joined(stream: Stream) -> None:
    """A comparison leaves no trace on the broker."""
    case: Case = KINDS["feed"]("trace")
    [place] = stream.witness.send(stream.raw, [case.input])
    raw = Message(topic=place.topic, partition=place.partition, offset=0, timestamp=None, key=b"", value=b"")
    outcome = outcome_of(case.input.key, case.input.value, case.input.headers)
    record = skipped_record(raw, outcome, stream.outcomes["skipped"])
    stream.witness.send(record.topic, [Input(record.value, record.key, record.headers)])
    before = stream.witness.read([stream.raw, *stream.outcomes.values()])
    assert compared(stream).totals.all.changes == {Change.SAME: 1}
    assert stream.witness.read([stream.raw, *stream.outcomes.values()]) == before
    assert stream.committed() == 0
