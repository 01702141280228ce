"""Raw messages to web archives and back, through real brokers."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from streams.broker import EmbeddedBroker
from streams.outcome import outcome_of
from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream, stream_on
from tests.brokers.witness import Input
from tests.cli.command import NO_BROKER, streams

FETCHED = (
    ("http-status", b"200"),
    ("fetched-at", b"2026-11-01T08:30:00+02:00"),
    ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
)


def every_kind() -> list[Input]:
    """A message of each kind, as a crawler sends them and as none should."""
    cases = [make(f"kind-{number}").input for number, make in enumerate(inputs.KINDS.values())]
    cases += [make(f"open-{number}") for number, make in enumerate(inputs.OPEN_KINDS.values())]
    cases += [
        inputs.page("fetched", *FETCHED),
        inputs.page("packed", *FETCHED, ("content-encoding", b"gzip"), body=gzip.compress(b"<p>Words.")),
        inputs.page("gone", ("http-status", b"410"), body=b""),
        inputs.page("twice", ("note", b"a"), ("note", b"b"), ("note", None), ("\u540d\r\n", b"\x00")),
        Input(None, b"only a key"),
        Input(b"", b""),
        Input(b"HTTP/1.1 200 OK\r\n\r\nno page", None, (("url", b"https://a.example/\r\nX: y"), *FETCHED)),
    ]
    return [case for case in cases if len(case.value or b"") <= 10 * inputs.MIB]


def messages(stream: Stream) -> Counter[object]:
    """What lies on the raw topic, in whatever order."""
    return Counter((record.key, record.value, record.headers) for record in stream.witness.read([stream.raw]))


def export(stream: Stream, *words: object) -> str:
    """What is said of an export that worked."""
    done = streams("export", *words, settings=stream.settings)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    return done.stderr.decode()


def uris(path: Path) -> list[tuple[str, str]]:
    """Type and URL of each record of a file, its digests verified."""
    with path.open("rb") as stream:
        found = []
        for record in ArchiveIterator(stream, parse_http=True):
            assert record.verify_block_digest() or record.headers["Content-Length"] == "0"
            found.append((record.headers["WARC-Type"], record.headers.get("WARC-Target-URI") or ""))
        return found


@ON_KAFKA
def test_messages_come_back_as_they_were(stream: Stream, tmp_path: Path) -> None:
    """Keys, values and headers byte for byte, and so the same articles."""
    sent = every_kind()
    stream.witness.send(stream.raw, sent)
    path = tmp_path / "raw.warc.gz"
    assert export(stream, "--warc", path) == f"{len(sent)} messages of {stream.raw} in {path}\n"
    assert list(tmp_path.glob("*.part")) == []
    with stream_on(stream.witness.url, tmp_path) as other:
        done = streams("ingest", "--warc", path, settings=other.settings)
        assert done.stderr.decode() == f"{len(sent)} published on {other.raw}\n"
        assert messages(other) == messages(stream)
        first, second = (
            Counter(
                outcome_of(each.key, each.value, each.headers)._replace(work_seconds=None)
                for each in read.witness.read([read.raw])
            )
            for read in (stream, other)
        )
        assert first == second
        assert sum(outcome.payload is not None for outcome in first) > 8


@ON_KAFKA
def test_other_programs_find_the_page(stream: Stream, tmp_path: Path) -> None:
    """An HTTP response with URL, date, status and headers, its coordinates beside it."""
    (place,) = stream.witness.send(stream.raw, [inputs.page("fetched", *FETCHED)])
    path = tmp_path / "raw.warc"
    export(stream, "--warc", path)
    with path.open("rb") as archive:
        info, record = (each for each in ArchiveIterator(archive) if each.freeze())
    assert info.headers["WARC-Filename"] == "raw.warc"
    assert record.headers["WARC-Type"] == "response"
    assert record.headers["WARC-Target-URI"] == inputs.url("fetched")
    assert record.headers["WARC-Date"] == "2026-11-01T06:30:00Z"
    assert record.headers["WARC-Kafka-Topic"] == stream.raw
    assert int(record.headers["WARC-Kafka-Partition"]) == place.partition
    assert int(record.headers["WARC-Kafka-Offset"]) == place.offset
    assert record.http_headers.status_code == 200
    assert record.http_headers["Content-Type"] == "text/html; charset=utf-8"
    assert record.verify_payload_digest()
    assert record.reader.read() == inputs.html("fetched")


@ON_KAFKA
def test_a_part_is_written_in_files_of_a_size(stream: Stream, tmp_path: Path) -> None:
    """Each within the size, all of it once, and the same bytes when it is done again."""
    stream.witness.send(stream.raw, [inputs.page(f"p{number}") for number in range(30)])
    said = export(stream, "--warc", tmp_path / "a.warc.gz", "--max-bytes", "8K", "--url", "*/p1*")
    files = sorted(tmp_path.glob("a-*.warc.gz"))
    assert len(files) > 1
    assert f"11 messages of {stream.raw} in {', '.join(map(str, files))}\n" == said
    assert max(file.stat().st_size for file in files) <= 8 * 1024
    written = [uri for file in files for kind, uri in uris(file) if kind == "resource"]
    assert sorted(written) == sorted(
        inputs.url(f"p{number}") for number in range(30) if f"p{number}"[:2] == "p1"
    )
    export(stream, "--warc", tmp_path / "few.warc.gz", "--limit", 3)
    assert len(uris(tmp_path / "few.warc.gz")) == 1 + 3


@pytest.mark.broker
def test_an_export_that_fails_leaves_no_file(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """Nor touches one that was there."""
    settings = {"BROKER_URL": tansu.url, "STREAMS_RAW_TOPIC": "nowhere-raw"}
    path = tmp_path / "raw.warc.gz"
    done = streams("export", "--warc", path, settings=settings)
    assert done.returncode == 2
    assert done.stderr == b"streams: error: there is no topic nowhere-raw, or this user may not see it\n"
    assert list(tmp_path.iterdir()) == []
    path.write_bytes(b"mine")
    done = streams("export", "--warc", path, settings=settings)
    assert (done.returncode, done.stderr.decode()) == (2, f"streams: error: {path} is there already\n")
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("words", "settings", "code", "line"),
    [
        ((), {}, 2, "Missing option '--warc'"),
        (("--warc", "raw.zip"), {}, 2, "expected a name that ends with .warc.gz or .warc, not raw.zip"),
        (("--warc", "nowhere/raw.warc"), {}, 2, "cannot write nowhere/raw.warc.part: No such file"),
        (("--warc", "raw.warc", "--max-bytes", "1X"), {}, 2, "'1X': expected bytes, as 500000000, 500M"),
        (("--warc", "raw.warc"), NO_BROKER, 3, "no broker answers at 127.0.0.1:1"),
    ],
)
def test_what_cannot_work_is_told_in_one_line(
    words: tuple[str, ...], settings: Mapping[str, str], code: int, line: str, tmp_path: Path
) -> None:
    """And nothing is left."""
    done = streams("export", *words, settings=settings, cwd=tmp_path)
    told = done.stderr.decode()
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (code, b"", [])
    assert told.startswith("streams: error: ")
    assert line in told
    assert told.count("\n") == 1
