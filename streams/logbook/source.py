"""Decides how a log is read: as blocks of a file or a pipe, packed or not, cut into lines of bounded length."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from mmap import ACCESS_READ, mmap
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import cramjam

STDIN = Path("-")
BLOCK = 1 << 20
LONGEST = 1 << 20
"""Bytes of a line; what is longer is none of ours and is cut, so that no file can fill the memory."""


Stream = io.BufferedIOBase | BinaryIO
# A log that was rotated may have any name, and a pipe has none: how it is packed is told by its first bytes.
_PACKED: Mapping[bytes, Callable[[Any], AbstractContextManager[Any]]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}
_ZSTD = b"\x28\xb5\x2f\xfd"
_MAGIC = 6


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
    except (OSError, zlib.error, lzma.LZMAError) as error:
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
    with _raw(path) as packed:
        start = packed.peek(_MAGIC)
        if start.startswith(_ZSTD):
            with _unpacked(packed) as stream:
                yield stream
        else:
            known = (unpack for magic, unpack in _PACKED.items() if start.startswith(magic))
            with next(known, nullcontext)(packed) as stream:
                yield stream


@contextmanager
def _raw(path: Path) -> Iterator[io.BufferedReader]:
    if path == STDIN:
        given: Any = sys.stdin.buffer
        yield given if hasattr(given, "peek") else io.BufferedReader(given)
    else:
        with path.open("rb") as stream:
            yield stream


@contextmanager
def _unpacked(packed: io.BufferedReader) -> Iterator[Stream]:
    """By way of the disk (TMPDIR): the library unpacks a file as a whole, and memory is to be bounded."""
    with TemporaryDirectory(prefix="streams-logs-") as folder:
        source, target, is_whole = Path(folder, "packed"), Path(folder, "log"), True
        target.touch()
        with source.open("wb") as copy:
            copyfileobj(packed, copy)
        try:
            with source.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
                cramjam.zstd.decompress_into(whole, cramjam.File(str(target)))
        except cramjam.DecompressionError:
            is_whole = False
        source.unlink()
        with target.open("rb") as stream:
            yield stream
        if not is_whole:
            raise EOFError
