from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from subprocess import CompletedProcess

import pytest

from schemas import headers as names
from schemas.rejection import Reason
from streams.dead_letter import dead_letter, smaller
from streams.outcome import dead
from streams.records import Message
from streams.records import Record as Written
from tests.brokers.inputs import KINDS, html, page
from tests.brokers.kafka import KafkaNode
from tests.brokers.stream import ON_KAFKA, Stream, stream_on
from tests.brokers.witness import Input, Place, Record
from tests.cli.command import NO_BROKER, streams

pytestmark = pytest.mark.kafka

SMALL = {"STREAMS_MAX_PAGE_BYTES": "20000"}
LARGE = html("large", paragraphs=400)


@dataclass
class Story:
    """Two pages that were too large for a first worker, a PDF, and what was done about them."""

    stream: Stream
    places: list[Place]
    said: dict[str, CompletedProcess[bytes]] = field(default_factory=dict)
    raw: dict[str, int] = field(default_factory=dict)
    audit_before: dict[str, int] = field(default_factory=dict)
    audit: dict[str, int] = field(default_factory=dict)
    copies: list[Record] = field(default_factory=list)
    outcomes: list[Record] = field(default_factory=list)

    def redrive(self, step: str, *words: str) -> None:
        """Run the command, and note what it said and how many messages the raw topic has then."""
        self.said[step] = streams("dlq", "redrive", *words, settings=self.stream.settings)
        self.raw[step] = len(self.stream.witness.read([self.stream.raw]))

    def work(self, **settings: str) -> None:
        """Let a worker work off all that is there."""
        worker = self.stream.worker(**settings)
        self.stream.wait_committed(len(self.stream.witness.read([self.stream.raw])), by=worker)
        assert worker.terminate() == 0, worker.tail()

    def of(self, number: int, kind: str) -> list[Record]:
        """The outcomes of this kind that go back to the page of this number, in their order."""
        place = self.places[number]
        topic = self.stream.outcomes[kind]
        first = f"{place.topic}/{place.partition}/{place.offset}"
        return [
            record
            for record in self.outcomes
            if record.place.topic == topic and record.header(names.REDRIVEN_FROM) == first
        ]

    def lines(self, step: str) -> list[str]:
        """What it said."""
        return self.said[step].stderr.decode().splitlines()


@pytest.fixture(scope="module")
def story(kafka: KafkaNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A worker with a small limit, then redrives and workers with the usual one."""
    pages = [
        page("large-a", ("x-crawl", b"7"), body=LARGE),
        page("large-b", body=LARGE),
        KINDS["PDF"]("pdf").input,
    ]
    with stream_on(kafka.url, tmp_path_factory.mktemp("redrive")) as stream:
        story = Story(stream, stream.witness.send(stream.raw, pages, 1))
        story.work(**SMALL)
        story.redrive("dry", "--dry-run")
        story.redrive("unasked")
        story.redrive("one", "--yes", "--limit", "1", "--reason", "too_large")
        story.redrive("rest", "--yes")
        story.redrive("waiting", "--yes")
        story.audit_before = json.loads(streams("audit", "--json", settings=stream.settings).stdout)["total"]
        story.work()
        story.redrive("second", "--yes")
        story.work()
        story.redrive("third", "--yes")
        story.audit = json.loads(streams("audit", "--json", settings=stream.settings).stdout)["total"]
        on_raw = stream.witness.read([stream.raw])
        story.copies = [record for record in on_raw if record.header(names.REDRIVEN_FROM)]
        ends = stream.witness.committed(stream.group, stream.raw)
        stream.witness.expire(stream.raw, ends)
        story.redrive("expired", "--yes", "--reason", "too_large")
        story.outcomes = stream.witness.read(stream.outcomes.values())
        yield story


def test_a_dry_run_writes_nothing(story: Story) -> None:
    """It tells how many would be sent."""
    assert (story.said["dry"].returncode, story.raw["dry"]) == (0, 3)
    assert story.lines("dry") == [f"to send to {story.stream.raw}: 3"]


def test_without_a_terminal_nobody_is_asked(story: Story) -> None:
    """One line, wrong usage, nothing is written."""
    result = story.said["unasked"]
    assert (result.returncode, result.stdout, len(story.lines("unasked"))) == (2, b"", 1)
    assert story.raw["unasked"] == 3


def test_no_more_are_sent_than_the_limit(story: Story) -> None:
    """The others are told."""
    assert (story.said["one"].returncode, story.raw["one"]) == (0, 4)
    assert story.lines("one")[0] == "left: 1, beyond the limit"
    assert story.lines("one")[-1] == f"1 published on {story.stream.raw}"


def test_what_waits_on_the_raw_topic_is_not_sent_twice(story: Story) -> None:
    """By the next run those that are left, by the one after none, though no worker has run."""
    assert (story.raw["rest"], story.raw["waiting"]) == (6, 6)
    assert story.lines("waiting")[0] == "left: 3, sent again before, or passed since"


def test_a_page_whose_cause_is_mended_passes(story: Story) -> None:
    """Its article names the place where the page lay at first."""
    assert [len(story.of(number, "article")) for number in (0, 1)] == [1, 1]


def test_a_copy_is_the_page_as_it_came_in(story: Story) -> None:
    """Key, value, the sender's headers in their order, and ours behind them."""
    [copy] = [record for record in story.copies if record.header("x-crawl")]
    sent = page("large-a", ("x-crawl", b"7"), body=LARGE)
    assert (copy.key, copy.value, copy.headers[: len(sent.headers)]) == (sent.key, sent.value, sent.headers)
    assert copy.header(names.ERRORS_REASON) == "too_large"


def test_a_page_that_fails_again_keeps_its_first_time(story: Story) -> None:
    """Its attempts count up, however often it is sent; all its letters name one place."""
    first = next(
        record
        for record in story.stream.witness.read([story.stream.outcomes["dead"]])
        if record.header(names.ERRORS_REASON) == "unsupported_type"
        and record.header(names.ERRORS_ATTEMPTS) == "1"
    )
    again = story.of(2, "dead")
    assert sorted(record.header(names.ERRORS_ATTEMPTS) or "" for record in again) == ["2", "3"]
    failed = first.header(names.ERRORS_FIRST_FAILED_AT)
    assert {record.header(names.ERRORS_FIRST_FAILED_AT) for record in again} == {failed}
    assert {record.value for record in again} == {first.value}


def test_a_page_that_was_tried_too_often_is_left(story: Story) -> None:
    """It is the third attempt after which nothing is sent any more."""
    assert (story.raw["second"], story.raw["third"]) == (7, 7)
    assert "left: 1, tried too often" in story.lines("third")
    assert "left: 4, sent again before, or passed since" in story.lines("third")


def test_an_audit_tells_how_the_copies_fare(story: Story) -> None:
    """Pages that are dead: waiting at first, then passed or failed; a copy that fails is dead itself."""
    before, after = story.audit_before, story.audit
    assert (before["dead"], before["redriven_waiting"], before["in_flight"]) == (3, 3, 3)
    assert (after["dead"], after["articles"], after["missing"]) == (5, 2, 0)
    assert (after["redriven_passed"], after["redriven_failed"], after["redriven_waiting"]) == (2, 1, 0)


def test_what_has_passed_is_known_when_its_copy_has_expired(story: Story) -> None:
    """By the outcomes."""
    assert story.raw["expired"] == 0
    assert story.lines("expired")[0] == "left: 2, sent again before, or passed since"


@ON_KAFKA
def test_letters_that_are_not_whole_are_left_and_told(stream: Stream) -> None:
    """One that was packed goes back unpacked, once though it lies there twice."""
    letters = [_letter(stream, offset) for offset in range(3)]
    packed, cut, broken = (list(smaller(letter, 10_000)) for letter in letters)
    stream.witness.send(
        stream.outcomes["dead"],
        [
            *2 * [Input(packed[0].value, packed[0].key, packed[0].headers)],
            Input(cut[1].value, cut[1].key, cut[1].headers),
            Input(broken[0].value[:-9], broken[0].key, broken[0].headers),
            Input(b"a stranger's", b"k"),
        ],
        0,
    )
    result = streams("dlq", "redrive", "--yes", settings=stream.settings)
    told = result.stderr.decode()
    assert result.returncode == 1
    for line in (
        "left: 1, sent again before, or passed since",
        "left: 1, only the beginning of the page is there",
        "left: 1, not of this raw topic",
        f"to send to {stream.raw}: 2",
        f"1 published on {stream.raw}, 1 refused",
        "the dead letter 0:3 cannot be unpacked",
    ):
        assert line in told
    [copy] = stream.witness.read([stream.raw])
    assert (copy.value, copy.header(names.REDRIVEN_FROM)) == (LARGE, f"{stream.raw}/0/0")


def _letter(stream: Stream, offset: int) -> Written:
    message = Message(topic=stream.raw, partition=0, offset=offset, timestamp=1, key=b"k", value=LARGE)
    outcome = dead("https://news.example.org/a", Reason.BUG, "", exception="KeyError", frame="a:b")
    return dead_letter(message, outcome, topic="", group="g", failed_at="2026-11-24T00:00:00Z")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--yes",), 3),
        (("--dry-run",), 3),
        (("--yes", "--max-attempts", "1"), 2),
        (("--yes", "--limit", "0"), 2),
        (("--yes", "--rate", "0"), 2),
        ((), 2),
    ],
)
def test_what_cannot_be_is_told_in_a_line(words: tuple[str, ...], code: int) -> None:
    """Without a traceback, and nothing on stdout."""
    result = streams("dlq", "redrive", *words, settings=NO_BROKER)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (code, b"", 1)
