from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.legacy_records import LegacyRecordBatchBuilder

from streams import checksum
from streams.checksum import CheckedRecords

SUM_FROM = 17
"""Of a batch, of whatever format: from here on it is covered by its sum."""


def batch(*values: bytes) -> bytes:
    """A batch as a producer of today writes it."""
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, 0, 1_000_000)
    for offset, value in enumerate(values):
        builder.append(offset, 1000, b"key", value, [("header", b"1")])
    return bytes(builder.build())


def old_batch(magic: int, value: bytes) -> bytes:
    """A batch as producers wrote it before Kafka 0.11."""
    builder = LegacyRecordBatchBuilder(magic, 0, 1_000_000)
    builder.append(0, timestamp=1000, key=b"key", value=value)
    return bytes(builder.build())


def values(data: bytes) -> list[bytes]:
    """What is read of an answer."""
    records: Any = CheckedRecords(data)
    found = []
    while records.has_next():
        found += [record.value for record in records.next_batch()]
    return found


@pytest.mark.parametrize("form", [batch, partial(old_batch, 0), partial(old_batch, 1)])
def test_what_is_whole_is_read(form: Callable[[bytes], bytes]) -> None:
    """Batch after batch; an answer may end in the midst of one."""
    data = form(b"a") + form(b"b" * 5000) + form(b"c")
    assert values(data) == [b"a", b"b" * 5000, b"c"]
    assert values(data[:-1]) == [b"a", b"b" * 5000]


@pytest.mark.parametrize("form", [batch, partial(old_batch, 0), partial(old_batch, 1)])
def test_a_byte_that_has_changed_is_noticed(form: Callable[[bytes], bytes]) -> None:
    """Wherever it is of what a sum covers; the batch before it is read, and nothing after."""
    first, spoilt = form(b"a"), form(b"page" * 25)
    for at in range(SUM_FROM, len(spoilt)):
        data = bytearray(first + spoilt + batch(b"c"))
        data[len(first) + at] ^= 1
        records: Any = CheckedRecords(bytes(data))
        assert [record.value for record in records.next_batch()] == [b"a"]
        with pytest.raises(CorruptRecordException, match=f"byte {len(first)} of {len(data)}"):
            records.next_batch()


def test_a_batch_larger_than_an_answer_is_told_from_none() -> None:
    """Its beginning came: the client says that it wants larger answers."""
    records = CheckedRecords(batch(b"page" * 100)[:-1])
    assert not records.has_next()
    assert records.size_in_bytes()


def test_old_and_new_batches_are_read_side_by_side() -> None:
    """As on a topic whose producers were renewed, or that was copied from an old cluster."""
    old, new = partial(old_batch, 1), batch
    assert values(old(b"a") + new(b"b", b"c") + old(b"d") + new(b"e")) == [b"a", b"b", b"c", b"d", b"e"]


def test_consumers_of_this_process_check_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Aiokafka makes what is checked of each answer."""
    monkeypatch.setattr(fetcher, "MemoryRecords", fetcher.MemoryRecords)
    checksum.check()
    assert fetcher.MemoryRecords is CheckedRecords


def test_a_batch_that_ends_before_its_sum_is_no_batch() -> None:
    """Whatever it says of its length."""
    records: Any = CheckedRecords(bytes(8) + (5).to_bytes(4, "big") + bytes(20))
    with pytest.raises(CorruptRecordException):
        records.next_batch()
