from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest

from streams.log_format import TextFormatter
from streams.logbook.lines import Lines
from tests.logbook.recording import recording


def a_line() -> str:
    """A line about a page, as a worker writes it."""
    with recording() as log:
        log.page("news.example")
    return log.text.strip()


LINE = a_line()
WRAPPED: dict[str, Callable[[str], str]] = {
    "bare": lambda line: line,
    "bare, with a carriage return": lambda line: f"{line}\r",
    "docker compose": lambda line: f"worker-1  | {line}",
    "docker compose with colours": lambda line: f"\x1b[36mworker-1  | \x1b[0m{line}",
    "kubectl --prefix": lambda line: f"[pod/streams-7f9c-abcde/worker] {line}",
    "kubectl --timestamps": lambda line: f"2025-06-15T15:06:40.123456789Z {line}",
    "a file of the kubelet": lambda line: f"2025-06-15T15:06:40.123456789Z stdout F {line}",
    "journalctl": lambda line: f"Jun 15 15:06:40 node-1 streams[4711]: {line}",
    "journalctl -o json": lambda line: json.dumps({"MESSAGE": line, "_PID": "4711"}),
    "a file of docker": lambda line: json.dumps({"log": f"{line}\n", "stream": "stdout"}),
    "after half a line of a worker that was killed": lambda line: line[:70] + line,
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
def test_a_line_is_known_wherever_it_was_taken_from(wrap: Callable[[str], str]) -> None:
    """Bare, behind a prefix, within other JSON."""
    lines = Lines()
    assert lines.entry(wrap(LINE).encode()) == json.loads(LINE)
    assert (lines.ours, lines.read) == (1, 1)


@pytest.mark.parametrize(
    "line",
    [
        *(
            b"",
            b"   ",
            b"Booting worker",
            b'{"level":"info","msg":"started"}',
            b"{} }",
            b"[1, 2]",
            b"17",
            b'"x"',
        ),
        *(
            b'{"log": "{broken"}',
            b'{"log": {"nested": true}}',
            b"\xff\xfe{\x00}",
            b"null",
            b"[pod/a] {not json}",
        ),
        *(b'{"service.node.name":"x"}', b'{"message":"{\\"a\\":1}"}'),
    ],
)
def test_lines_of_others_are_counted_and_nothing_more(line: bytes) -> None:
    """Whatever they look like; empty ones not even that."""
    lines = Lines()
    assert lines.entry(line) is None
    assert (lines.ours, lines.text, lines.broken) == (0, 0, 0)
    assert lines.other == bool(line.strip())


def test_half_a_line_is_told_from_lines_of_others() -> None:
    """It is what a kill leaves."""
    lines = Lines()
    assert lines.entry(LINE[:200].encode()) is None
    assert lines.entry(f"worker-1 | {LINE[:200]}".encode()) is None
    assert (lines.broken, lines.other) == (2, 0)


@pytest.mark.parametrize("prefix", ["", "worker-1  | ", "[pod/a/b] "])
def test_lines_of_text_are_known_for_what_they_are(prefix: str) -> None:
    """As a worker writes them with STREAMS_LOG_FORMAT=text."""
    lines = Lines()
    records = [logging.LogRecord("aiokafka", level, "", 1, "no group", (), None) for level in (20, 30, 50)]
    for record in records:
        assert lines.entry(f"{prefix}{TextFormatter().format(record)}".encode()) is None
    assert (lines.text, lines.other) == (3, 0)


@pytest.mark.parametrize(
    "line",
    [
        "streams worker: STREAMS_RAW_TOPIC=pages: there is no such topic",
        "worker-1  | streams: error: STREAMS_PAGE_TIMEOUT=-1: expected more than 0",
    ],
)
def test_a_worker_that_could_not_start_is_told(line: str) -> None:
    """By its one line on stderr, in its words."""
    lines = Lines()
    assert lines.entry(line.encode()) is None
    assert list(lines.refusals.counts) == ["STREAMS_" + line.split("STREAMS_")[1]]
    assert lines.read == 1
