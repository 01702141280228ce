"""Decides which files an export fills, and that a file is there only once it is whole."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from streams.export.record import opening, packed
from streams.records import Message


class ExportError(Exception):
    """A file cannot be written; the text is one line for a person."""


class Files:
    """WARC files that are filled one after another while the `with` block lasts.

    Each is written as `NAME.part` and gets its name when it is complete. With `max_bytes` they are numbered, as
    `raw-00000.warc.gz`, and none is begun that is larger, but for a single record that is. Raises `ExportError`.
    """

    def __init__(self, path: Path, max_bytes: int | None = None) -> None:
        self._path, self._max_bytes = path, max_bytes
        self._gzipped = path.name.endswith(".gz")
        self._file: IO[bytes] | None = None
        self._size = 0
        self._has_messages = False
        self.written: list[Path] = []
        """The files that are complete, in order."""

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._complete()
        elif self._file is not None:
            self._file.close()
            with suppress(FileNotFoundError):
                self._part.unlink()

    def add(self, message: Message) -> None:
        """Write a message, in a new file where this one is full."""
        record = packed(message, gzipped=self._gzipped)
        if self._max_bytes and self._has_messages and self._size + len(record) > self._max_bytes:
            self._complete()
            self._open()
        self._write(record)
        self._has_messages = True

    @property
    def _name(self) -> Path:
        if self._max_bytes is None:
            return self._path
        stem, dot, suffixes = self._path.name.rpartition(".warc")
        return self._path.with_name(f"{stem}-{len(self.written):05d}{dot}{suffixes}")

    @property
    def _part(self) -> Path:
        return self._name.with_name(self._name.name + ".part")

    def _open(self) -> None:
        if self._name.exists():
            raise ExportError(f"{self._name} is there already")
        try:
            self._file = self._part.open("wb")
        except OSError as error:
            raise ExportError(f"cannot write {self._part}: {error.strerror}") from error
        self._size, self._has_messages = 0, False
        self._write(opening(self._name.name, gzipped=self._gzipped))

    def _write(self, record: bytes) -> None:
        assert self._file is not None  # noqa: S101 - narrows the type
        try:
            self._file.write(record)
        except OSError as error:
            raise ExportError(f"cannot write {self._part}: {error.strerror}") from error
        self._size += len(record)

    def _complete(self) -> None:
        assert self._file is not None  # noqa: S101 - narrows the type
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._name)
        except OSError as error:
            raise ExportError(f"cannot write {self._name}: {error.strerror}") from error
        self.written.append(self._name)
