from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable, Iterator
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
        ("worker.log-20261201", gzip.compress(TEXT, 1)),
        ("worker.log.1.gz", TEXT),
        ("worker.log.xz", lzma.compress(TEXT, preset=0)),
        ("worker.log.bz2", bz2.compress(TEXT, 1)),
    ],
)
def test_every_line_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    """Packed or not, whatever its name or without one, with an end of the last line or without."""
    path = tmp_path / name
    path.write_bytes(content)
    assert list(lines(path)) == LINES
    assert path.read_bytes() == content
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))
    assert list(lines(STDIN)) == LINES


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """For `-`."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"a\n\nb"))))
    assert list(lines(STDIN)) == [b"a", b"", b"b"]


@pytest.mark.parametrize("name", ["log", "log.gz", "log.zst"])
def test_an_empty_file_has_no_lines(tmp_path: Path, name: str) -> None:
    """Whatever its name says of how it is packed."""
    path = tmp_path / name
    path.touch()
    assert list(lines(path)) == []


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("log.gz", lambda text: gzip.compress(text, 1)),
        ("log.zst", lambda text: bytes(cramjam.zstd.compress(text))),
        ("log.xz", lambda text: lzma.compress(text, preset=0)),
        ("log.bz2", lambda text: bz2.compress(text, 1)),
    ],
)
def test_what_is_there_of_a_cut_file_is_read(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    """Then it is told that there was more."""
    packed = pack(TEXT)
    path = tmp_path / name
    path.write_bytes(packed[: len(packed) // 2])
    reading, problems = lines(path), list[CutOff]()
    found = list(_until_cut(reading, problems))
    assert str(problems[0]) == f"{path} is cut off: its last lines are missing"
    assert 100 < len(found) < len(LINES)
    assert found[:-1] == LINES[: len(found) - 1]


@pytest.mark.parametrize("start", [b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\x00"])
def test_what_is_packed_otherwise_than_it_says_is_told(tmp_path: Path, start: bytes) -> None:
    """In one line, with its name."""
    path = tmp_path / "log"
    path.write_bytes(start + b"something else" * 10)
    with pytest.raises(LogSourceError, match=r"cannot read .*/log: \S"):
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
