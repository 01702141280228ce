from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

import streams
from schemas import headers
from schemas.rejection import Reason, Stage
from tests.brokers import inputs
from tests.brokers.inputs import ARTICLE, DEAD, KINDS, OPEN_KINDS, SKIPPED, Case
from tests.brokers.stream import Stream, stream_on
from tests.brokers.verifier import Verdict, verify
from tests.brokers.witness import Input, Place, Record

SCHEMA = Path(__file__).parents[2] / "schemas" / "article.schema.json"
ALL_KINDS = {kind: make("of-kind").input for kind, make in KINDS.items()}
MIXED_PAGES = 1000


@dataclass(frozen=True)
class Run:
    """What one worker made of one message of each kind."""

    stream: Stream
    inputs: dict[str, Input]
    places: dict[str, Place]
    verdict: Verdict

    def only(self, kind: str) -> Record:
        """The one outcome of the message of this kind."""
        [record] = self.verdict.outcomes[self.places[kind]]
        return record

    def outcome(self, kind: str) -> str:
        """Which outcome it is, by its topic."""
        topic = self.only(kind).place.topic
        return next(name for name, known in self.stream.outcomes.items() if known == topic)


@pytest.fixture(scope="module")
def run(broker_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """One worker that has worked off one message of each kind."""
    sent = {kind: make(_name(kind)).input for kind, make in KINDS.items()}
    sent |= {kind: make(_name(kind)) for kind, make in OPEN_KINDS.items()}
    with stream_on(broker_url, tmp_path_factory.mktemp("outcomes")) as stream:
        places = dict(zip(sent, stream.witness.send(stream.raw, list(sent.values())), strict=True))
        worker = stream.worker()
        stream.wait_committed(len(sent), by=worker)
        assert worker.terminate() == 0, worker.tail()
        yield Run(stream, sent, places, verify(stream, places.values()))


@pytest.fixture
def case(kind: str) -> Case:
    """The message of a kind with what it must become."""
    return KINDS[kind](_name(kind))


def _name(kind: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in kind)


def of_outcome(*outcomes: str) -> list[str]:
    """The kinds that must come to one of these outcomes."""
    return [kind for kind, make in KINDS.items() if make("any").outcome in outcomes]


def test_every_message_has_exactly_one_outcome(run: Run) -> None:
    """Of all kinds of messages none is lost, none is written twice, and all are committed."""
    run.verdict.holds_once()
    assert run.stream.committed() == len(run.inputs)


def test_every_outcome_has_an_id_of_its_own(run: Run) -> None:
    """A consumer that drops what it has seen by `ce_id` drops nothing else."""
    ids = [run.only(kind).header(headers.CE_ID) for kind in run.inputs]
    assert None not in ids
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("kind", KINDS)
def test_it_comes_to_the_outcome_of_its_kind(run: Run, kind: str, case: Case) -> None:
    """The kind of a message decides its topic and reason."""
    record = run.only(kind)
    name = {SKIPPED: headers.SKIP_REASON, DEAD: headers.ERRORS_REASON}.get(run.outcome(kind))
    reason = record.header(name) if name else None
    assert (run.outcome(kind), reason) == (case.outcome, case.reason)


@pytest.mark.parametrize("kind", [*KINDS, *OPEN_KINDS])
def test_the_headers_of_every_outcome(run: Run, kind: str) -> None:
    """Every outcome is a CloudEvent that names its source and the version that made it."""
    record, place = run.only(kind), run.places[kind]
    assert record.header(headers.CE_SPECVERSION) == "1.0"
    assert record.header(headers.CE_TYPE)
    assert record.header(headers.CE_SOURCE)
    assert datetime.fromisoformat(record.header(headers.CE_TIME) or "").tzinfo
    source = (headers.SOURCE_TOPIC, headers.SOURCE_PARTITION, headers.SOURCE_OFFSET)
    assert [record.header(name) for name in source] == [place.topic, str(place.partition), str(place.offset)]
    assert record.header(headers.EXTRACTOR_VERSION) == streams.__version__


@pytest.mark.parametrize("kind", of_outcome(ARTICLE))
def test_an_article_is_valid_and_keyed_by_its_url(run: Run, kind: str) -> None:
    """The value is JSON of the published schema, the key its canonical URL."""
    record = run.only(kind)
    article = json.loads(record.value or b"")
    jsonschema.validate(article, json.loads(SCHEMA.read_bytes()))
    assert record.key == article["canonical_url"].encode() == inputs.url(_name(kind)).encode()
    assert record.header(headers.CONTENT_TYPE) == "application/json"
    assert datetime.fromisoformat(article["date_published"]) == datetime(2024, 5, 17, 8, 30, tzinfo=UTC)
    assert article["word_count"] > 50


@pytest.mark.parametrize("kind", of_outcome(SKIPPED))
def test_a_skipped_page_keeps_its_key(run: Run, kind: str) -> None:
    """A skipped page has its own key and next to no value."""
    record = run.only(kind)
    assert record.key == run.inputs[kind].key
    assert len(record.value or b"") < 100


@pytest.mark.parametrize("kind", of_outcome(DEAD))
def test_a_dead_letter_is_the_message_untouched(run: Run, kind: str) -> None:
    """Key, value and all headers of the message are in the dead letter as they came."""
    record, sent = run.only(kind), run.inputs[kind]
    assert (record.key, record.value) == (sent.key, sent.value)
    assert [header for header in record.headers if header in sent.headers] == list(sent.headers)


@pytest.mark.parametrize("kind", of_outcome(DEAD))
def test_a_dead_letter_tells_what_went_wrong(run: Run, kind: str) -> None:
    """Where it came from, at which stage it failed, why, how often, and a mark for failures of one cause."""
    record, place = run.only(kind), run.places[kind]
    where = (headers.ERRORS_TOPIC, headers.ERRORS_PARTITION, headers.ERRORS_OFFSET)
    assert [record.header(name) for name in where] == [place.topic, str(place.partition), str(place.offset)]
    reason = Reason(record.header(headers.ERRORS_REASON) or "")
    assert Stage(record.header(headers.ERRORS_STAGE) or "") is reason.stage
    assert int(record.header(headers.ERRORS_ATTEMPTS) or 0) >= 1
    assert record.header(headers.ERRORS_FINGERPRINT)
    assert len(record.header(headers.ERRORS_EXCEPTION_MESSAGE) or "") <= 300
    assert datetime.fromisoformat(record.header(headers.ERRORS_FIRST_FAILED_AT) or "").tzinfo


def test_trace_context_is_passed_through(run: Run) -> None:
    """A trace that came with the page goes on with its article."""
    sent = dict(run.inputs["trace context"].headers)
    record = run.only("trace context")
    for name in (headers.TRACEPARENT, headers.TRACESTATE):
        assert record.header(name) == (sent[name] or b"").decode()


def test_a_dead_letter_that_fails_again_has_its_headers_replaced(stream: Stream) -> None:
    """A dead letter that is sent once more and fails once more tells of the last failure, once."""
    [first] = stream.witness.send(stream.raw, [KINDS["invalid JSON"]("again").input])
    worker = stream.worker()
    stream.wait_committed(1, by=worker)
    [letter] = verify(stream, [first]).outcomes[first]
    [second] = stream.witness.send(stream.raw, [Input(letter.value, letter.key, letter.headers)])
    stream.wait_committed(2, by=worker)
    [again] = verify(stream, [first, second]).holds_once().outcomes[second]
    assert again.value == letter.value
    assert len({name for name, _ in again.headers}) == len(again.headers) == len(letter.headers)
    assert again.header(headers.ERRORS_OFFSET) == str(second.offset)


def test_mixed_pages_over_all_partitions(stream: Stream) -> None:
    """Of a thousand mixed pages every offset of every partition has exactly one outcome."""
    places = stream.witness.send(stream.raw, list(inputs.mixed(MIXED_PAGES, seed=1)))
    assert len({place.partition for place in places}) > 1
    worker = stream.worker()
    stream.wait_committed(MIXED_PAGES, by=worker)
    verify(stream, places).holds_once()
    assert worker.terminate() == 0, worker.tail()
    assert len(worker.pages()) == MIXED_PAGES
