from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import cramjam
import pytest

from streams.logbook.source import LONGEST, STDIN, CutOff, LogSourceError, lines

TEXT = b"".join(b"line %d of a log\n" % number for number in range(200_000))
LINES = TEXT.splitlines()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("worker.log", TEXT),
        ("worker.log", TEXT[:-1]),
        ("worker.log.gz", gzip.compress(TEXT, 1)),
        ("worker.log.GZ", gzip.compress(TEXT[:70], 1) + gzip.compress(TEXT[70:], 1)),
        ("worker.log.zst", bytes(cramjam.zstd.compress(TEXT))),
    ],
)
def test_every_line_is_read_once(tmp_path: Path, name: str, content: bytes) -> None:
    """Packed or not, with an end of the last line or without."""
    path = tmp_path / name
    path.write_bytes(content)
    assert list(lines(path)) == LINES
    assert path.read_bytes() == content


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """For `-`."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\n\nb")))
    assert list(lines(STDIN)) == [b"a", b"", b"b"]


@pytest.mark.parametrize("name", ["log", "log.gz", "log.zst"])
def test_an_empty_file_has_no_lines(tmp_path: Path, name: str) -> None:
    """Packed or not, an empty one is no error but for zstd, of which not even the beginning is there."""
    path = tmp_path / name
    path.touch()
    reading = lines(path)
    with pytest.raises(CutOff if name.endswith("zst") else StopIteration):
        next(reading)


@pytest.mark.parametrize("name", ["log.gz", "log.zst"])
def test_what_is_there_of_a_cut_file_is_read(tmp_path: Path, name: str) -> None:
    """Then it is told that there was more."""
    packed = gzip.compress(TEXT, 1) if name.endswith("gz") else bytes(cramjam.zstd.compress(TEXT))
    path = tmp_path / name
    path.write_bytes(packed[: len(packed) // 2])
    reading, problems = lines(path), list[CutOff]()
    found = list(_until_cut(reading, problems))
    assert str(problems[0]) == f"{path} is cut off: its last lines are missing"
    assert 100 < len(found) < len(LINES)
    assert found[:-1] == LINES[: len(found) - 1]


def test_what_is_not_packed_is_told(tmp_path: Path) -> None:
    """Whatever its name says."""
    path = tmp_path / "log.gz"
    path.write_bytes(TEXT[:100])
    with pytest.raises(LogSourceError, match=r"cannot read .*log\.gz: Not a gzipped file"):
        list(lines(path))


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    """It is cut, and the lines after it are read."""
    path = tmp_path / "log"
    path.write_bytes(b"x" * (5 * LONGEST) + b"\nnext\n")
    found = list(lines(path))
    assert len(found[0]) <= 2 * LONGEST
    assert found[1:] == [b"next"]


def _until_cut(reading: Iterator[bytes], problems: list[CutOff]) -> Iterator[bytes]:
    try:
        yield from reading
    except CutOff as problem:
        problems.append(problem)
