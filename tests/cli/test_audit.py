from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.brokers.inputs import pages
from tests.brokers.stream import ON_KAFKA, Stream
from tests.cli.command import NO_BROKER, streams


@ON_KAFKA
def test_a_workers_pages_are_in_order_and_a_deleted_one_is_not(stream: Stream, tmp_path: Path) -> None:
    """By a table and a line, by JSON, by a list that a replay takes; a replay mends it."""
    stream.witness.send(stream.raw, pages(20, "audit"), 1)
    worker = stream.worker().ready()
    stream.wait_committed(20, by=worker)
    clean = streams("audit", settings=stream.settings)
    told = clean.stdout.decode()
    assert clean.returncode == 0, clean.stderr.decode()
    assert "20 pages: nothing missing, nothing conflicting" in told
    assert told.splitlines()[0].split() == ["partition", "pages", "articles"]
    # Who empties the topic of articles and makes another of its name loses outcomes: here another topic is named.
    moved = {**stream.settings, "STREAMS_ARTICLES_TOPIC": f"{stream.raw}-new"}
    stream.witness.create(f"{stream.raw}-new", 4)
    listed = tmp_path / "missing.txt"
    lost = streams("audit", "--json", "--list-missing", listed, settings=moved)
    assert lost.returncode == 1
    report = json.loads(lost.stdout)
    assert (report["holds"], report["total"]["missing"], report["unproven"]) == (False, 20, 0)
    assert listed.read_text() == "1:0-19\n"
    on_stdout = streams("audit", "--list-missing", "-", settings=moved)
    assert on_stdout.stdout == b"1:0-19\n"
    assert b"20 missing" in on_stdout.stderr
    again = streams("replay", "--offsets", "1:0-19", "--state-dir", tmp_path / "state", settings=moved)
    assert again.returncode == 0, again.stderr.decode()
    mended = streams("audit", "--partition", "1", settings=moved)
    assert (mended.returncode, mended.stdout.split()[:4]) == (
        0,
        [b"partition", b"pages", b"articles", b"replayed"],
    )


@ON_KAFKA
def test_a_partition_that_is_not_there_is_told(stream: Stream) -> None:
    """One line, wrong usage."""
    result = streams("audit", "--partition", "9", settings=stream.settings)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.parametrize(
    ("words", "settings", "code"),
    [
        ((), NO_BROKER, 3),
        (("--since", "soon"), NO_BROKER, 2),
        (("--list-missing", "/nowhere/at/all"), NO_BROKER, 2),
        (("--since", "now", "--until", "2h"), NO_BROKER, 2),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    words: tuple[str, ...], settings: dict[str, str], code: int
) -> None:
    """Without a traceback, and nothing on stdout."""
    result = streams("audit", *words, settings=settings)
    assert (result.returncode, result.stdout, result.stderr.count(b"\n")) == (code, b"", 1)
    assert result.stderr.startswith(b"streams: error: ")
