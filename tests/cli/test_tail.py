"""Outcomes of a real worker, watched from the command line."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from streams.broker import EmbeddedBroker
from streams.processes import stop
from tests.brokers import inputs
from tests.brokers import kafka as apache
from tests.brokers.stream import ON_KAFKA, Stream, stream_on
from tests.brokers.witness import Input
from tests.brokers.worker import environment
from tests.cli.command import NO_BROKER, ROOT, arguments, streams

KINDS = ("tombstone", "PDF", "feed", "missing URL")


def shown(stream: Stream, *words: object) -> list[list[str]]:
    """The lines that are there now, each in its columns."""
    done = streams("tail", "--no-follow", *words, settings=stream.settings)
    assert (done.returncode, done.stderr) == (0, b"")
    return [line.split("\t") for line in done.stdout.decode().splitlines()]


def outcome_of(number: int) -> Input:
    """A skipped page's record."""
    headers = (
        *(("source-topic", b"raw"), ("source-partition", b"0"), ("source-offset", str(number).encode())),
        ("skip-reason", b"too_short"),
    )
    return Input(b"", f"https://news.example/{number}".encode(), headers)


@contextmanager
def following(stream: Stream, *words: object) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A `streams tail` that goes on, and what it prints."""
    with subprocess.Popen(
        arguments("tail", *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(stream.settings),
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


def offset(line: bytes) -> int:
    """The source's offset in a line."""
    return int(line.split(b"\t")[7].rpartition(b":")[2])


def test_what_a_worker_did_is_shown(stream: Stream) -> None:
    """All three kinds, and each part of them that can be chosen."""
    worker = stream.worker().ready()
    stream.witness.send(
        stream.raw, [*inputs.pages(12, "a"), *(inputs.KINDS[kind](kind).input for kind in KINDS)]
    )
    stream.wait_delivered(16, by=worker)
    assert len(shown(stream)) == 10
    lines = shown(stream, "-n", 100)
    assert [line[0] for line in lines] == sorted(line[0] for line in lines)
    assert sorted(line[1] for line in lines) == ["article"] * 12 + ["dead"] * 2 + ["skipped"] * 2
    assert sorted(line[2] for line in shown(stream, "--dead", "--skipped")) == [
        *("feed", "missing_url", "tombstone", "unsupported_type"),
    ]
    assert [line[2] for line in shown(stream, "-n", 1, "--reason", "feed")] == ["feed"]
    assert shown(stream, "--host", "elsewhere.example") == []
    assert [line[8] for line in shown(stream, "--url", "*/a-7")] == [inputs.url("a-7")]
    (record,) = [
        record
        for record in stream.witness.read([stream.outcomes["article"]])
        if record.key == inputs.url("a-3").encode()
    ]
    done = streams("tail", "--no-follow", "--json", "--full", "--url", "*/a-3", settings=stream.settings)
    told = json.loads(done.stdout)
    assert (told["topic"], told["offset"]) == (record.place.topic, record.place.offset)
    assert told["ce_id"] == record.header("ce_id")
    assert told["article"] == json.loads(record.value or b"")
    assert told["title"] == told["article"]["title"]


def test_what_comes_is_shown_once_and_in_order(stream: Stream) -> None:
    """After the last ones that were there, until Ctrl-C."""
    topic = stream.outcomes["skipped"]
    stream.witness.send(topic, [outcome_of(number) for number in range(5)], 0)
    with following(stream, "-n", 2) as (process, lines):
        assert [offset(lines.readline()) for _ in range(2)] == [3, 4]
        stream.witness.send(topic, [outcome_of(number) for number in range(5, 300)], 0)
        assert [offset(lines.readline()) for _ in range(5, 300)] == list(range(5, 300))
        process.send_signal(signal.SIGINT)
        assert lines.read() == b""
        assert process.stderr is not None
        assert process.stderr.read().decode().strip() == "streams: error: stopped"
        assert process.wait() == 130


def test_a_reader_that_has_gone_ends_it(stream: Stream) -> None:
    """As of `streams tail | head -1`, without a word."""
    topic = stream.outcomes["skipped"]
    stream.witness.send(topic, [outcome_of(0)], 0)
    with following(stream) as (process, lines):
        assert offset(lines.readline()) == 0
        lines.close()
        while process.poll() is None:
            stream.witness.send(topic, [outcome_of(1)], 0)
        assert process.stderr is not None
        assert (process.returncode, process.stderr.read()) == (141, b"")


@ON_KAFKA
def test_new_partitions_are_noticed(stream: Stream) -> None:
    """And read from their beginnings."""
    topic = stream.outcomes["skipped"]
    stream.witness.send(topic, [outcome_of(0)], 0)
    with following(stream) as (_, lines):
        assert offset(lines.readline()) == 0
        stream.witness.widen(topic, 6)
        stream.witness.send(topic, [outcome_of(1)], 5)
        assert offset(lines.readline()) == 1


@ON_KAFKA
def test_since_is_kafkas_own_time(stream: Stream) -> None:
    """Records before it are left out, whatever their number."""
    topic, now = stream.outcomes["skipped"], int(time.time() * 1000)
    for number, hours in enumerate((9, 5, 1)):
        record = Input(b"", b"k", outcome_of(number).headers, timestamp=now - hours * 3_600_000)
        stream.witness.send(topic, [record], 0)
    assert [line[7] for line in shown(stream, "--since", "6h")] == ["raw/0:1", "raw/0:2"]
    assert [line[7] for line in shown(stream, "--since", "6h", "-n", 1)] == ["raw/0:2"]


@pytest.mark.kafka
@pytest.mark.usefixtures("kafka_jars")
def test_a_broker_that_goes_away_is_waited_for(tmp_path: Path) -> None:
    """That is said once, and nothing is left out or told twice."""
    ports, properties, log = apache.Ports.free(), tmp_path / "server.properties", tmp_path / "kafka.log"
    properties.write_text(apache.server_properties([ports], 1, tmp_path / "data"))
    subprocess.run(apache.format_command(properties), check=True, capture_output=True)
    url = f"127.0.0.1:{ports.plain}"
    node = apache.launch(properties, log)
    try:
        assert apache.is_ready(node, url)
        with stream_on(url, tmp_path) as stream, following(stream) as (process, lines):
            assert process.stderr is not None
            topic = stream.outcomes["skipped"]
            stream.witness.send(topic, [outcome_of(0)], 0)
            assert offset(lines.readline()) == 0
            stop(node, apache.STOP_SECONDS)
            assert process.stderr.readline() == b"streams: the broker does not answer: waiting for it\n"
            time.sleep(3)
            node = apache.launch(properties, log)
            assert process.stderr.readline() == b"streams: the broker answers again\n"
            stream.witness.send(topic, [outcome_of(1)], 0)
            assert offset(lines.readline()) == 1
    finally:
        stop(node, apache.STOP_SECONDS)


@pytest.mark.broker
def test_on_a_terminal_lines_fit(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """With colours, and cut to the columns that there are."""
    with stream_on(tansu.url, tmp_path) as stream:
        stream.witness.send(stream.outcomes["skipped"], [outcome_of(0)], 0)
        master, terminal = pty.openpty()
        settings = {**environment(stream.settings), "COLUMNS": "40", "TERM": "xterm-256color"}
        subprocess.run(arguments("tail", "--no-follow"), stdout=terminal, env=settings, cwd=ROOT, check=True)
        os.close(terminal)
        text = os.read(master, 10_000).decode()
        os.close(master)
    assert "\x1b[33mskipped" in text
    assert text.count("\n") == 1
    assert "too_short" in text


@pytest.mark.parametrize(
    ("words", "settings", "code", "line"),
    [
        (("--full",), {}, 2, "--full is for --json"),
        (("--reason", "boring"), {}, 2, "'boring' is not one of"),
        (("--since", "soon"), {}, 2, "'soon': expected a date or time"),
        (("-n", "-1"), {}, 2, "-1 is not in the range x>=0"),
        ((), NO_BROKER, 3, "no broker answers at 127.0.0.1:1"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(
    words: tuple[str, ...], settings: dict[str, str], code: int, line: str
) -> None:
    """And nothing else is printed."""
    result = streams("tail", *words, settings=settings)
    told = result.stderr.decode()
    assert (result.returncode, result.stdout) == (code, b"")
    assert told.startswith("streams: error: ")
    assert line in told
    assert told.count("\n") == 1


@pytest.mark.broker
def test_a_topic_that_is_missing_is_told(tansu: EmbeddedBroker) -> None:
    """It is not waited for, and not made."""
    result = streams("tail", settings={"BROKER_URL": tansu.url, "STREAMS_ARTICLES_TOPIC": "nowhere-articles"})
    assert (result.returncode, result.stdout) == (2, b"")
    assert (
        result.stderr.decode()
        == "streams: error: there is no topic nowhere-articles, or this user may not see it\n"
    )
