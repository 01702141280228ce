from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.broker import EmbeddedBroker
from tests.brokers.stream import Stream, stream_on
from tests.brokers.witness import Record
from tests.cli.command import NO_BROKER, streams

PAGE = b"<html><body><p>Words."
URL = "https://news.example/a"


@pytest.fixture
def stream(tansu: EmbeddedBroker, tmp_path: Path) -> Iterator[Stream]:
    """Topics on the embedded broker."""
    with stream_on(tansu.url, tmp_path) as made:
        yield made


def published(stream: Stream) -> list[Record]:
    """What lies on the raw topic, by URL."""
    return sorted(stream.witness.read([stream.raw]), key=lambda record: record.key or b"")


@pytest.mark.broker
def test_pages_of_a_folder_are_published(stream: Stream, tmp_path: Path) -> None:
    """Key, value and headers are what the worker reads; the count is told on stderr."""
    folder = tmp_path / "mirror"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "b.html").write_bytes(PAGE)
    (folder / "a.jsonl").write_text(json.dumps({"url": URL, "html": "<p>"}) + "\n")
    result = streams("ingest", "--base-url", "https://news.example/", folder, settings=stream.settings)
    assert (result.returncode, result.stdout) == (0, b"")
    assert result.stderr.decode() == f"2 published on {stream.raw}\n"
    page, envelope = published(stream)
    assert (page.key, page.value) == (b"https://news.example/2025/b.html", PAGE)
    assert page.headers == (("url", b"https://news.example/2025/b.html"), ("content-type", b"text/html"))
    assert (envelope.key, envelope.headers) == (URL.encode(), (("content-type", b"application/json"),))


@pytest.mark.broker
def test_what_is_refused_is_counted_by_reason(stream: Stream, tmp_path: Path) -> None:
    """The others are published, and the exit code says that not all were."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_bytes(PAGE)
    (folder / "b.html").write_bytes(PAGE)
    (folder / "c.jsonl").write_text(f'{{\n{{"url": "{URL}", "html": "<p>"}}\n')
    (folder / "d.html").write_bytes(PAGE + b"x" * 2000)
    limit = {"STREAMS_MAX_MESSAGE_BYTES": "1024"}
    result = streams("ingest", folder, settings={**stream.settings, **limit})
    assert (result.returncode, result.stdout) == (1, b"")
    first, *rows = result.stderr.decode().splitlines()
    assert first == f"1 published on {stream.raw}, 4 refused"
    assert [row.split()[:2] for row in rows if row[:1].isalpha()] == [
        ["refused", "pages"],
        ["missing_url", "2"],
        ["invalid_envelope", "1"],
        ["too_large", "1"],
    ]
    assert f"{folder}/c.jsonl:1" in result.stderr.decode()
    assert len(published(stream)) == 1


@pytest.mark.broker
def test_standard_input_and_a_rate(stream: Stream) -> None:
    """JSON lines from a pipe, no faster than is asked for."""
    lines = "".join(json.dumps({"url": f"{URL}/{number}", "html": "<p>"}) + "\n" for number in range(3))
    result = streams("ingest", "--rate", "50", "-", settings=stream.settings, given=lines.encode())
    assert result.stderr.decode() == f"3 published on {stream.raw}\n"
    assert len(published(stream)) == 3


@pytest.mark.parametrize(
    ("words", "settings", "code", "line"),
    [
        (("missing/",), {}, 2, "Path 'missing/' does not exist"),
        (("--rate", "0", "-"), {}, 2, "0.0 is not in the range x>0"),
        (("--url", "news.example", "-"), {}, 2, "--url must begin with http:// or https://"),
        (("examples",), {"STREAMS_PARTITIONS": "x"}, 2, "STREAMS_PARTITIONS=x: expected a whole number"),
        (("examples/pages",), NO_BROKER, 3, "no broker answers at 127.0.0.1:1"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(
    words: tuple[str, ...], settings: dict[str, str], code: int, line: str
) -> None:
    """Nothing is published, and nothing else is printed."""
    result = streams("ingest", *words, settings=settings)
    assert (result.returncode, result.stdout) == (code, b"")
    told = result.stderr.decode()
    assert told.startswith("streams: error: ")
    assert line in told
    assert told.count("\n") == 1


@pytest.mark.broker
def test_a_topic_that_is_missing_is_told(tansu: EmbeddedBroker) -> None:
    """With what to do about it."""
    settings = {"BROKER_URL": tansu.url, "STREAMS_RAW_TOPIC": "nowhere"}
    result = streams("ingest", "examples/pages", settings=settings)
    assert result.returncode == 3
    assert result.stderr.decode() == (
        "streams: error: there is no topic nowhere, or this user may not see it: create it with 'streams topics'\n"
    )
