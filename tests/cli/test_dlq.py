from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.brokers.inputs import HTML, KINDS, html, page
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.witness import Input
from tests.cli.command import NO_BROKER, streams

HOSTILE = b"\x1b[2J\x07<html>"


@ON_KAFKA
def test_dead_letters_are_listed_shown_and_exported(stream: Stream, tmp_path: Path) -> None:
    """What a worker gave up on a broker is reproduced on a desk."""
    sent = [
        page("good"),
        Input(HOSTILE, b"k", (HTML,)),
        Input(html("b"), b"k", (HTML,)),
        KINDS["PDF"]("pdf").input,
    ]
    stream.witness.send(stream.raw, sent, 1)
    worker = stream.worker().ready()
    stream.wait_committed(4, by=worker)
    listed = streams("dlq", "list", settings=stream.settings)
    assert listed.returncode == 0, listed.stderr.decode()
    assert listed.stdout.decode().splitlines()[-1] == "dead letters: 3, causes: 2"
    lines = streams("dlq", "list", "--json", "--reason", "unsupported_type", settings=stream.settings).stdout
    [group] = map(json.loads, lines.splitlines())
    assert (group["count"], group["reason"], group["host"]) == (1, "unsupported_type", "news.example.org")
    [place] = group["samples"]
    shown = streams("dlq", "show", place, settings=stream.settings)
    assert b"__connect.errors.reason: unsupported_type\n" in shown.stdout
    assert b"%PDF-1.7" in shown.stdout
    folder = tmp_path / "out"
    exported = streams(
        "dlq",
        "export",
        "--reason",
        "invalid_url",
        "--reason",
        "missing_url",
        folder,
        settings=stream.settings,
    )
    assert exported.stderr.decode() == f"2 pages in {folder}\n"
    again = streams("extract", folder)
    assert {json.loads(line)["outcome"] for line in again.stdout.splitlines()} == {"dead"}
    one = streams("dlq", "export", "--limit", "1", tmp_path / "one", settings=stream.settings)
    assert one.stderr.decode().startswith("1 pages")
    twice = streams("dlq", "export", folder, settings=stream.settings)
    assert (twice.returncode, twice.stderr.count(b"\n")) == (2, 1)


@ON_KAFKA
def test_what_a_terminal_would_obey_is_not_shown(stream: Stream) -> None:
    """Pages and headers come from strangers."""
    [place] = stream.witness.send(
        stream.outcomes["dead"], [Input(HOSTILE, b"\x1b]0;x\x07", (("x", b"a\x1bc"),))]
    )
    shown = streams("dlq", "show", f"{place.partition}:{place.offset}", settings=stream.settings)
    assert shown.returncode == 0
    assert b"\x1b" not in shown.stdout
    assert b"\x07" not in shown.stdout
    nothing = streams("dlq", "show", "0:77", settings=stream.settings)
    assert (nothing.returncode, nothing.stdout, nothing.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("list",), 3),
        (("list", "--reason", "sloth"), 2),
        (("show", "here"), 2),
        (("show",), 2),
        (("export", "/proc/no/such"), 2),
    ],
)
def test_what_cannot_be_is_told_in_a_line(words: tuple[str, ...], code: int) -> None:
    """Without a traceback, and nothing on stdout."""
    result = streams("dlq", *words, settings=NO_BROKER)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (code, b"", 1)
    assert result.stderr.startswith(b"streams: error: ")
