from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

from streams.broker import EmbeddedBroker
from tests.brokers.stream import stream_on
from tests.brokers.worker import environment, left_behind
from tests.cli.command import NOTHING, ROOT, arguments

LINE = json.dumps({"url": "https://news.example/a", "html": "<p>Words."}).encode() + b"\n"


@contextmanager
def fed(
    *words: object, settings: Mapping[str, str] = NOTHING
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A command that reads standard input, which stays open."""
    with subprocess.Popen(
        arguments(*words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(settings),
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        yield process, process.stdin


def interrupted(process: subprocess.Popen[bytes]) -> tuple[int, list[str]]:
    """Exit code and last words of a command that gets Ctrl-C while it waits for more."""
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    said = process.stderr.read().decode().split("\n")
    return process.wait(), [line for line in said if line]


def test_extract_stops_while_it_waits_for_input() -> None:
    """What came is printed, and no child process is left."""
    with fed("extract", "-") as (process, given):
        given.write(LINE * 50)
        given.flush()
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["path"] == "stdin:1"
        assert interrupted(process) == (130, ["streams: error: stopped"])
    assert left_behind() == []


@pytest.mark.broker
def test_ingest_stops_while_it_waits_for_input(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """What was published is told."""
    with (
        stream_on(tansu.url, tmp_path) as stream,
        fed("ingest", "-", settings=stream.settings) as (process, given),
    ):
        given.write(LINE * 3)
        given.flush()
        with closing(stream.witness.tail([stream.raw])) as tail:
            while not tail.more():
                assert process.poll() is None
        assert interrupted(process) == (130, [f"3 published on {stream.raw}", "streams: error: stopped"])
