"""`streams replay` as a person runs it, on Apache Kafka."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from schemas import headers
from streams.cli import main
from tests.brokers import inputs
from tests.brokers.inputs import KINDS
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.witness import Place, Record
from tests.brokers.worker import environment
from tests.cli.command import NO_BROKER, ROOT, arguments, streams

OTHER = "-v2"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where replays keep how far they are."""
    return tmp_path / "state"


def replay(stream: Stream, home: Path, *words: object) -> subprocess.CompletedProcess[bytes]:
    """`streams replay WORDS` on this stream."""
    return streams("replay", "--state-dir", home, *words, settings=stream.settings)


def started(stream: Stream, home: Path, *words: object) -> subprocess.Popen[bytes]:
    """The same, not waited for."""
    return subprocess.Popen(
        arguments("replay", "--state-dir", home, *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(stream.settings),
        cwd=ROOT,
    )


def sources(records: list[Record]) -> list[Place]:
    """The raw pages of outcomes, in the order of their offsets."""
    places = []
    for record in records:
        topic, partition, offset = (
            record.header(name) or ""
            for name in (headers.SOURCE_TOPIC, headers.SOURCE_PARTITION, headers.SOURCE_OFFSET)
        )
        places.append(Place(topic, int(partition), int(offset)))
    return sorted(places, key=lambda place: (place.partition, place.offset))


def by_id(records: list[Record]) -> dict[str | None, tuple[bytes | None, bytes | None]]:
    """Key and value of each record, by the id by which duplicates are known."""
    return {record.header(headers.CE_ID): (record.key, record.value) for record in records}


@ON_KAFKA
def test_outcomes_are_those_of_the_worker(stream: Stream, home: Path, tmp_path: Path) -> None:
    """On all three topics, with its keys, ids and values; its group, and the worker itself, are not touched."""
    cases = [make(f"twice-{number}") for number, make in enumerate(KINDS.values())]
    stream.witness.send(stream.raw, [case.input for case in cases])
    worker = stream.worker()
    stream.wait_committed(len(cases), by=worker)
    committed = stream.witness.committed(stream.group, stream.raw)
    report = tmp_path / "report.json"
    result = replay(stream, home, "--all", "--report", report)
    assert result.returncode == 0, result.stderr.decode()
    records = stream.witness.read(stream.outcomes.values())
    again = [record for record in records if record.header(headers.REPLAY_ID)]
    first = [record for record in records if not record.header(headers.REPLAY_ID)]
    assert len(again) == len(first) == len(cases)
    assert by_id(again) == by_id(first)
    assert {record.place.topic for record in again} == set(stream.outcomes.values())
    told = json.loads(report.read_bytes())
    assert {row["kind"]: 0 for row in told["rows"]} == {case.outcome: 0 for case in cases}
    assert (told["finished"], told["pages"]) == (True, len(cases))
    assert {record.header(headers.REPLAY_ID) for record in again} == {told["replay"]}
    assert stream.witness.committed(stream.group, stream.raw) == committed
    assert worker.terminate() == 0
    assert len(worker.pages()) == len(cases)


@ON_KAFKA
def test_twice_into_another_topic_gives_the_same_bytes(stream: Stream, home: Path) -> None:
    """Articles go there alone; others are counted, and the usual topics stay as they are."""
    places = stream.witness.send(stream.raw, list(inputs.mixed(60, seed=3)))
    other = stream.outcomes["article"] + OTHER
    stream.witness.create(other, 2)
    results = [replay(stream, home, "--all", "--to", other) for _ in range(2)]
    assert [result.returncode for result in results] == [0, 0]
    assert stream.witness.read(stream.outcomes.values()) == []
    records = stream.witness.read([other])
    runs = {record.header(headers.REPLAY_ID): list[Record]() for record in records}
    for record in records:
        runs[record.header(headers.REPLAY_ID)].append(record)
    first, second = map(by_id, runs.values())
    assert first == second
    assert 0 < len(first) < len(places)
    assert "skipped" in results[0].stdout.decode()


@ON_KAFKA
def test_only_what_is_chosen(stream: Stream, home: Path, tmp_path: Path) -> None:
    """By offsets, and of those by a file of URLs."""
    places = stream.witness.send(stream.raw, inputs.pages(20, "chosen"), 1)
    urls = tmp_path / "urls.txt"
    urls.write_text("".join(inputs.url(f"chosen-{number}") + "\n" for number in (2, 5, 9, 19)))
    result = replay(stream, home, "--offsets", "1:3-12", "--urls-from", urls)
    assert result.returncode == 0
    assert sources(stream.witness.read([stream.outcomes["article"]])) == [places[5], places[9]]


@ON_KAFKA
@pytest.mark.parametrize("words", [("--since", "2040-01-01"), ("--partition", "3"), ("--offsets", "0:50-99")])
def test_an_empty_range_is_done_at_once(stream: Stream, home: Path, words: tuple[str, str]) -> None:
    """Future time, a partition without a message, offsets behind its end: one sentence, and nothing is kept."""
    stream.witness.send(stream.raw, inputs.pages(5, "empty"), 0)
    result = replay(stream, home, *words)
    assert (result.returncode, result.stdout) == (0, b"")
    assert result.stderr.decode() == f"nothing to replay: there is no message in this range of {stream.raw}\n"
    assert not home.exists()


@ON_KAFKA
def test_a_dry_run_writes_nothing(stream: Stream, home: Path) -> None:
    """It tells pages and time, exact where the range is small."""
    stream.witness.send(stream.raw, inputs.pages(30, "dry"), 2)
    result = replay(stream, home, "--all", "--dry-run", "--host", "news.example.org")
    assert result.returncode == 0
    assert "30 pages, about 0:0" in result.stdout.decode()
    assert stream.witness.read(stream.outcomes.values()) == []
    assert not home.exists()


@ON_KAFKA
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_resumed_replay_leaves_no_page_out(stream: Stream, home: Path, number: signal.Signals) -> None:
    """However it was ended, once or again; what it tells at the end counts each page once."""
    pages = inputs.pages(300, "resume")
    places = stream.witness.send(stream.raw, pages)
    limit, target = 290, stream.outcomes["article"]
    process = started(stream, home, "--all", "--rate", 60, "--limit", limit)
    _until_kept(home, process)
    process.send_signal(number)
    _, said = process.communicate()
    (name,) = [folder.name for folder in home.iterdir()]
    if number is signal.SIGINT:
        assert process.returncode == 130
        assert f"streams replay --resume {name} --state-dir {home}" in said.decode()
        assert "a second Ctrl-C ends at once" in said.decode()
    written = len(stream.witness.read([target]))
    assert 0 < written < limit
    assert replay(stream, home, "--resume", "elsewhere").returncode == 2
    result = replay(stream, home, "--resume", name)
    assert result.returncode == 0, result.stderr.decode()
    assert f"{limit} pages" in result.stdout.decode()
    records = stream.witness.read([target])
    done = set(sources(records))
    assert len(done) >= limit
    assert done <= set(places)
    _check_no_hole(home / name, done)
    again = replay(stream, home, "--resume", name)
    assert (again.returncode, again.stdout) == (0, result.stdout)
    assert len(stream.witness.read([target])) == len(records)


def _until_kept(home: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until it is kept that some pages are done."""
    while True:
        assert process.poll() is None
        kept = [json.loads(path.read_bytes()) for path in home.glob("*/progress.json")]
        if any(row["pages"] for progress in kept for row in progress["rows"]):
            return
        time.sleep(0.05)


def _check_no_hole(folder: Path, done: set[Place]) -> None:
    """All before the last positions was written."""
    positions = json.loads((folder / "progress.json").read_bytes())["positions"]
    topic = json.loads((folder / "plan.json").read_bytes())["pages"]["topic"]
    assert {Place(topic, int(at), offset) for at, end in positions.items() for offset in range(end)} <= done


@ON_KAFKA
def test_what_a_replay_was_begun_with_is_kept_to(stream: Stream, home: Path) -> None:
    """Another version, or other brokers, are refused unless one insists; other pages always."""
    stream.witness.send(stream.raw, inputs.pages(3, "kept"))
    assert replay(stream, home, "--all").returncode == 0
    (folder,) = home.iterdir()
    plan = folder / "plan.json"
    plan.write_text(plan.read_text().replace('"version": "', '"version": "0.0.1+'))
    refused = replay(stream, home, "--resume", folder.name)
    assert refused.returncode == 2
    assert "was begun by version 0.0.1+" in refused.stderr.decode()
    assert replay(stream, home, "--resume", folder.name, "--force").returncode == 0
    assert replay(stream, home, "--resume", folder.name, "--since", "2h").returncode == 2


@ON_KAFKA
def test_what_the_broker_refuses_is_a_dead_letter(stream: Stream, home: Path) -> None:
    """In the usual topic, or only counted; the replay goes on."""
    small = stream.outcomes["article"] + OTHER
    stream.witness.create(small, 1, max_message_bytes="4000")
    places = stream.witness.send(
        stream.raw, [inputs.page("short"), inputs.page("long", body=inputs.html("long", 90))]
    )
    counted = replay(stream, home, "--all", "--to", small)
    written = replay(stream, home, "--all", "--to", small, "--dead-to", stream.outcomes["dead"])
    assert (counted.returncode, written.returncode) == (0, 0), written.stderr.decode()
    assert "refused" in counted.stdout.decode()
    assert sources(stream.witness.read([small])) == [places[0]] * 2
    (letter,) = stream.witness.read([stream.outcomes["dead"]])
    assert sources([letter]) == [places[1]]
    assert letter.header(headers.ERRORS_CONNECTOR_NAME) == letter.header(headers.REPLAY_ID)


@ON_KAFKA
def test_what_expires_meanwhile_is_told(stream: Stream, home: Path) -> None:
    """Pages that retention takes from a replay that is resumed late: exit code 1, and how many."""
    stream.witness.send(stream.raw, inputs.pages(200, "expire"), 0)
    process = started(stream, home, "--all", "--rate", 20)
    _until_kept(home, process)
    process.kill()
    process.communicate()
    stream.witness.expire(stream.raw, {0: 195})
    (folder,) = home.iterdir()
    result = replay(stream, home, "--resume", folder.name)
    assert result.returncode == 1
    assert "offsets had expired before they were read" in result.stderr.decode()


@ON_KAFKA
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--all", "--to", "nowhere"), "there is no topic nowhere to write to"),
        (("--partition", "9"), "has no partition 9: it has 4, 0 to 3"),
        (("--all", "--to", "RAW"), "outcomes would be read as pages"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(
    stream: Stream, home: Path, words: tuple[str, ...], line: str
) -> None:
    """And nothing is made of it, no topic either."""
    known = stream.witness.topics()
    result = replay(stream, home, *(stream.raw if word == "RAW" else word for word in words))
    assert (result.returncode, result.stdout) == (2, b"")
    said = result.stderr.decode()
    assert said.startswith("streams: error: ")
    assert line in said
    assert said.count("\n") == 1
    assert stream.witness.topics() == known


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        ((), 2, "say which pages: --since, --offsets, --host, ..., or --all"),
        (("--all", "--rate", "0"), 2, "0.0 is not in the range x>0"),
        (("--since", "2h", "--until", "3h"), 2, "is before --since"),
        (("--all", "--report", "/nowhere/r.json"), 2, "/nowhere is no folder that can be written to"),
        (("--resume", "none"), 2, "there is no replay none in"),
        (("--resume", "../x"), 2, "there is no replay ../x in"),
        (("--all",), 3, "no broker answers at 127.0.0.1:1"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(
    home: Path, words: tuple[str, ...], code: int, line: str
) -> None:
    """Nothing else is printed, and nothing kept."""
    result = streams("replay", "--state-dir", home, *words, settings=NO_BROKER)
    said = result.stderr.decode()
    assert (result.returncode, result.stdout) == (code, b"")
    assert said.startswith("streams: error: ")
    assert line in said
    assert said.count("\n") == 1
    assert not home.exists()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--to", ""), "--to: the name of a topic is missing"),
        (("--to", "pages.dlq"), "--to pages.dlq: that topic is for outcomes of another kind"),
        (("--dead-to", "articles"), "--dead-to articles: that topic is for outcomes of another kind"),
        (("--report", "-"), "--report needs a file"),
        (("--report", str(ROOT / "README.md")), "README.md is there and is no report; it is not overwritten"),
        (("--host", "https://example.org/"), "'https://example.org/': expected a host, as example.org"),
        (("--host", "example.org:8080"), "'example.org:8080': expected a host, as example.org"),
        (("--compare", "--fail-on", "titel>1%"), "there is no titel; is it title or subtitle?"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_the_broker_is_asked(
    words: tuple[str, str], line: str
) -> None:
    """An empty variable, a mistaken topic or file, a URL for a host."""
    result = CliRunner().invoke(main, ["replay", "--all", *words], env=NO_BROKER)
    assert (result.exit_code, result.stdout) == (2, "")
    assert line in result.stderr
