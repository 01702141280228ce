"""Decides where the outcomes of before are kept while pages are extracted anew: in a file, however many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import cramjam

from streams.compare.difference import Side, record
from streams.outcome import Kind

# Nothing of it is needed after us, so nothing has to survive a crash.
_TABLE = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -65536;
CREATE TABLE outcomes (
    part INTEGER, place INTEGER, time INTEGER, kind TEXT, reason TEXT, detail TEXT, version TEXT, record BLOB,
    PRIMARY KEY (part, place)
);
"""
_ADD = """
INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET time = excluded.time, kind = excluded.kind, reason = excluded.reason,
    detail = excluded.detail, version = excluded.version, record = excluded.record
WHERE excluded.time >= time
"""
_GET = "SELECT kind, reason, detail, record FROM outcomes WHERE part = ? AND place = ?"
_VERSIONS = "SELECT version, count(*) FROM outcomes GROUP BY version ORDER BY count(*) DESC, version"
# Records are a third of their size then, in a tenth of a millisecond.
_LEVEL = 1


class StoreError(Exception):
    """The temporary file cannot be written, for want of room mostly; the text is one line for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """An outcome as it lies on its topic."""

    partition: int
    """Where its page is on the raw topic."""
    offset: int
    time: int
    """When it was written, in milliseconds since 1970."""
    kind: Kind
    reason: str
    detail: str
    version: str
    """Of the extractor that made it."""
    value: bytes
    """The article as JSON; empty where there is none."""


class Store:
    """The newest outcome of each page."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def add(self, outcomes: Iterable[Before]) -> None:
        """Keep these; of several of one page the newest, of equally old ones the last."""
        self._file.executemany(_ADD, map(_row, outcomes))

    def get(self, partition: int, offset: int) -> Side | None:
        """The outcome of the page at a place of the raw topic; None where it has none."""
        row = self._file.execute(_GET, (partition, offset)).fetchone()
        if row is None:
            return None
        kind, reason, detail, packed = row
        article = record(bytes(cramjam.zstd.decompress(packed))) if packed else {}
        return Side(kind=Kind(kind), reason=reason, detail=detail, article=article)

    def versions(self) -> dict[str, int]:
        """Which extractors made how many of the outcomes, the most first."""
        return dict(self._file.execute(_VERSIONS))


@contextmanager
def store() -> Iterator[Store]:
    """A store in a temporary file; `TMPDIR` says where. Raises `StoreError`.

    The file has no name any more while it is used, so that not even a kill leaves it behind.
    """
    place = gettempdir()
    try:
        with closing(_opened()) as file:
            yield Store(file)
    except sqlite3.OperationalError as error:
        raise StoreError(f"cannot keep the outcomes in {place}: {error}") from error


def _opened() -> sqlite3.Connection:
    with TemporaryDirectory(prefix="streams-compare-") as folder:
        file = sqlite3.connect(Path(folder) / "outcomes", isolation_level=None)
        file.executescript(_TABLE)
        return file


def _row(outcome: Before) -> tuple[int, int, int, str, str, str, str, bytes]:
    packed = bytes(cramjam.zstd.compress(outcome.value, level=_LEVEL)) if outcome.value else b""
    return (
        outcome.partition,
        outcome.offset,
        outcome.time,
        outcome.kind,
        outcome.reason,
        outcome.detail,
        outcome.version,
        packed,
    )
