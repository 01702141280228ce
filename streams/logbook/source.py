"""Decides how a log is read: as blocks of a file, packed or not, or of a pipe, cut into lines of bounded length."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import cramjam

STDIN = Path("-")
BLOCK = 1 << 20
LONGEST = 1 << 20
"""Bytes of a line; what is longer is none of ours and is cut, so that no file can fill the memory."""


Stream = io.BufferedIOBase | BinaryIO


class LogSourceError(Exception):
    """A log that cannot be read, in one line."""


class CutOff(LogSourceError):
    """A packed log that ends too early: what was before that is read."""


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file or, for `-`, of standard input, without their ends.

    Raises `LogSourceError`, after the lines before the place where it cannot be read on.
    """
    try:
        with _opened(path) as stream:
            yield from _cut(stream)
    except EOFError:
        raise CutOff(f"{path} is cut off: its last lines are missing") from None
    except (OSError, zlib.error) as error:
        raise LogSourceError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error


def _cut(stream: Stream) -> Iterator[bytes]:
    read = getattr(stream, "read1", stream.read)  # what a pipe holds now, not only when a block is full
    rest = b""
    while block := read(BLOCK):
        found = (rest + block).split(b"\n")
        rest = found.pop()[-LONGEST:]
        yield from found
    if rest:
        yield rest


@contextmanager
def _opened(path: Path) -> Iterator[Stream]:
    if path == STDIN:
        yield sys.stdin.buffer
    elif path.suffix.lower() == ".gz":
        with gzip.open(path) as stream:
            yield stream
    elif path.suffix.lower() == ".zst":
        with _unpacked(path) as stream:
            yield stream
    else:
        with path.open("rb") as stream:
            yield stream


@contextmanager
def _unpacked(path: Path) -> Iterator[Stream]:
    """By way of the disk (TMPDIR): the library unpacks a file as a whole, and memory is to be bounded."""
    with TemporaryDirectory(prefix="streams-logs-") as folder:
        target, is_whole = Path(folder, "log"), True
        target.touch()
        try:
            with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as packed:
                cramjam.zstd.decompress_into(packed, cramjam.File(str(target)))
        except (cramjam.DecompressionError, ValueError):  # an empty file cannot be mapped
            is_whole = False
        with target.open("rb") as stream:
            yield stream
        if not is_whole:
            raise EOFError
