"""`streams compare` as a person runs it, by this version and by one with another rule."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.brokers import inputs
from tests.brokers.inputs import HTML
from tests.brokers.kafka import KafkaNode
from tests.brokers.stream import Stream, stream_on
from tests.brokers.witness import Input
from tests.brokers.worker import left_behind
from tests.chaos.cluster import wait_for
from tests.cli.command import NO_BROKER, ROOT, streams
from tests.cli.test_interruption import fed, interrupted

OTHER_HOST = "wire.example"
RULE = 'title = ["nav a"]\n'


@pytest.fixture(scope="module")
def stream(kafka: KafkaNode, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stream]:
    """Twenty articles of one host and five of another, as a worker has published them."""
    with stream_on(kafka.url, tmp_path_factory.mktemp("stream")) as made:
        others = (
            Input(inputs.html(f"w{n}"), f"https://{OTHER_HOST}/{n}".encode(), (HTML,)) for n in range(5)
        )
        made.witness.send(made.raw, [*inputs.pages(20, "page"), *others])
        worker = made.worker().ready()
        made.wait_delivered(25, by=worker)
        worker.terminate()
        yield made


@pytest.fixture(scope="module")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same software with a rule for the titles of one host."""
    folder = tmp_path_factory.mktemp("next")
    for package in ("schemas", "streams"):
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("_compiled", "__pycache__")
        )
    (folder / "streams" / "sites" / f"{OTHER_HOST}.toml").write_text(RULE)
    return folder


@pytest.mark.kafka
def test_the_same_version_changes_nothing(stream: Stream) -> None:
    """It is told in one sentence, and limits hold."""
    result = streams("compare", "--fail-on", "changed>0 lost>0 compared<25", settings=stream.settings)
    assert result.returncode == 0
    assert result.stdout.decode().splitlines()[0] == "no change: 25 pages, each as it is on the topics"
    assert "compared<25: 25, within the limit" in result.stderr.decode()


@pytest.mark.kafka
def test_a_rule_for_one_host_changes_that_host(stream: Stream, next_version: Path, tmp_path: Path) -> None:
    """Its titles and what depends on them, and no page of another; the gate closes."""
    settings = {**stream.settings, "PYTHONPATH": str(next_version), "PURE_PYTHON": "1"}
    html, report = tmp_path / "report.html", tmp_path / "report.json"
    words = ("compare", "--json", "--html", html, "--report", report, "--fail-on", "title>10% text>0")
    result = streams(*words, settings=settings, cwd=next_version)
    assert result.returncode == 1
    assert result.stderr.decode().splitlines() == ["title>10%: 20%, too much", "text>0: 0, within the limit"]
    found = json.loads(result.stdout)
    assert report.read_bytes() == result.stdout
    assert (found["pages"]["same"], found["pages"]["changed"]) == (20, 5)
    assert found["fields"]["title"] == {"changed": 5, "share": 0.2}
    assert set(found["fields"]) <= {"title", "quality", "sources"}
    assert [host["host"] for host in found["hosts"]] == [OTHER_HOST]
    assert {sample["fields"]["title"]["now"] for sample in found["samples"]} == {"Home"}
    assert "<ins>Home</ins>" in html.read_text(encoding="utf-8")
    again = streams(*words, settings=settings, cwd=next_version)
    assert again.stdout == result.stdout


@pytest.mark.kafka
def test_people_are_told_what_changes(stream: Stream, next_version: Path) -> None:
    """Fields, hosts and pages, before and now."""
    settings = {**stream.settings, "PYTHONPATH": str(next_version), "PURE_PYTHON": "1"}
    result = streams("compare", "--host", OTHER_HOST, "--samples", 1, settings=settings, cwd=next_version)
    told = result.stdout.decode()
    assert (result.returncode, result.stderr) == (0, b"")
    assert told.startswith("5 of 5 pages change (100.0%)\n")
    assert f"5   5  1.000  {OTHER_HOST}" in told
    assert f"1. https://{OTHER_HOST}/" in told
    assert "+  Home" in told
    assert "\n2. " not in told


@pytest.mark.kafka
def test_a_gate_does_not_open_on_nothing(stream: Stream) -> None:
    """A range without pages holds no limit."""
    result = streams("compare", "--host", "nobody.example", "--fail-on", "title>1%", settings=stream.settings)
    assert result.returncode == 1
    assert result.stdout.startswith(b"no page in this range")
    assert b"nothing was compared: no limit counts as held" in result.stderr


@pytest.mark.kafka
def test_ctrl_c_ends_it_and_leaves_nothing(stream: Stream, tmp_path: Path) -> None:
    """No child process, no temporary file."""
    # So that it is at work for as long as it takes: a page that is worked on for minutes.
    settings = {**stream.settings, "STREAMS_RAW_TOPIC": f"{stream.raw}-slow", "STREAMS_PAGE_TIMEOUT": "100"}
    stream.witness.create(settings["STREAMS_RAW_TOPIC"], 1)
    stream.witness.send(settings["STREAMS_RAW_TOPIC"], [inputs.slow("slow", attributes=60_000)])
    with fed("compare", settings={**settings, "TMPDIR": str(tmp_path)}) as (process, _):
        while not psutil.Process(process.pid).children():
            assert process.poll() is None
        assert interrupted(process) == (130, ["streams: error: stopped"])
    # A child that was just killed is still listed for a moment.
    wait_for(lambda: all("java" in line for line in left_behind()), 30, lambda: str(left_behind()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.kafka
def test_a_topic_or_partition_that_is_not_there(stream: Stream) -> None:
    """In one line, as wrong usage."""
    result = streams("compare", "--partition", 99, settings=stream.settings)
    assert result.returncode == 2
    assert f"{stream.raw} has no partition 99" in result.stderr.decode()


@pytest.mark.parametrize(
    ("words", "settings", "code", "line"),
    [
        (("--fail-on", "titel>1%"), {}, 2, "there is no titel; is it title or subtitle?"),
        (("--fail-on", ""), {}, 2, "expected limits, as 'title>1% lost>0"),
        (("--html", "-"), {}, 2, "--html needs a file"),
        (("--html", "README.md"), {}, 2, "README.md is there and is no report"),
        (("--report", "README.md"), {}, 2, "README.md is there and is no report"),
        (("--report", "/a/b", "--html", "/a/b"), {}, 2, "--report and --html need two files"),
        (("--html", "missing/a.html"), {}, 1, "cannot write missing/a.html: No such file or directory"),
        (("--since", "yesterday"), {}, 2, "expected a date or time"),
        (("--limit", "0"), {}, 2, "0 is not in the range x>=1"),
        ((), NO_BROKER, 3, "no broker answers at 127.0.0.1:1"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(
    words: tuple[str, ...], settings: dict[str, str], code: int, line: str
) -> None:
    """Before anything is read, and nothing else is printed."""
    result = streams("compare", *words, settings=settings)
    told = result.stderr.decode()
    assert (result.returncode, result.stdout) == (code, b"")
    assert told.startswith("streams: error: ")
    assert line in told
    assert told.count("\n") == 1


def test_a_replay_that_compares_is_this_command() -> None:
    """Its options, its errors, its examples."""
    asked = streams("replay", "--compare", "--help")
    assert asked.returncode == 0
    assert b"--fail-on" in asked.stdout
    wrong = streams("replay", "--since", "1h", "--compare", "--fail-on", "nothing>1")
    assert wrong.returncode == 2
    assert b"there is no nothing" in wrong.stderr
