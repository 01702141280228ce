"""Decides whether what a broker has sent is what was written: by the CRC-32C of each batch of records.

aiokafka's own check takes 0.07 ms for 100 kB, without the processor's instruction for it; this one takes 0.005.
"""

from __future__ import annotations

from struct import Struct
from zlib import crc32

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatch
from aiokafka.record.legacy_records import LegacyRecordBatch
from crc32c import crc32c

# https://kafka.apache.org/documentation/#recordbatch: base offset, length of what follows, epoch, magic, sum
_HEAD = Struct(">qiibI")
_LENGTH = Struct(">qi")
# https://kafka.apache.org/documentation/#messageset: offset, length of what follows, sum; then magic and what else
_OLD_HEAD = Struct(">qiI")
_MAGIC_AT = 16
"""In both formats."""
_NEW = 2
"""The first magic of today's format."""


class CheckedRecords:
    """The batches of one partition in an answer to a fetch, in the place of aiokafka's `MemoryRecords`.

    That one copies them, and takes those of both formats for ones of the first.
    """

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = memoryview(data)
        self._at = 0
        """Where the next batch begins."""

    def size_in_bytes(self) -> int:
        """Of all that came, the beginning of a batch too."""
        return len(self._data)

    def has_next(self) -> bool:
        """Whether there is one more: an answer may end in the midst of one."""
        left = len(self._data) - self._at
        return left >= _LENGTH.size and left >= self._size()

    def next_batch(self) -> DefaultRecordBatch | LegacyRecordBatch:
        """The next one; raises `CorruptRecordException` where it is not as it was written."""
        at, self._at = self._at, self._at + max(_LENGTH.size, self._size())
        batch = self._data[at : self._at]
        if not _is_whole(batch):
            raise CorruptRecordException(f"the batch of records at byte {at} of {len(self._data)}")
        magic = batch[_MAGIC_AT]
        return DefaultRecordBatch(batch) if magic >= _NEW else LegacyRecordBatch(batch, magic)

    def _size(self) -> int:
        """Bytes of the next batch, by what it says."""
        return _LENGTH.size + int(_LENGTH.unpack_from(self._data, self._at)[-1])


def _is_whole(batch: memoryview) -> bool:
    if len(batch) < _HEAD.size:
        return False
    *_, magic, expected = _HEAD.unpack_from(batch)
    if magic >= _NEW:
        return bool(crc32c(batch[_HEAD.size :]) == expected)
    return bool(crc32(batch[_OLD_HEAD.size :]) == _OLD_HEAD.unpack_from(batch)[-1])


def check() -> None:
    """Have all consumers of this process check so; those with a check of their own do both."""
    fetcher.MemoryRecords = CheckedRecords
