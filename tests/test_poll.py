from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from aiokafka import ConsumerRecord

from streams.poll import ENOUGH, FEW, Poll, Records, bundled


@dataclass
class Record:
    """As the client gives it."""

    value: bytes | None


class Client:
    """Has fetched these; an error stands for one of a partition."""

    def __init__(self, *fetched: Sequence[int] | Exception) -> None:
        self._fetched = [*fetched]

    async def fetch(self) -> Records:
        """The next of them."""
        if not self._fetched:
            return {}
        given = self._fetched.pop(0)
        if isinstance(given, Exception):
            raise given
        found: dict[str, list[Record]] = {}
        for number, size in enumerate(given):
            found.setdefault(f"partition {number % 2}", []).append(Record(bytes(size) if size else None))
        return found

    async def poll(self, poll: Poll, most: int = 64) -> list[int]:
        """The sizes that it comes to, partition after partition."""
        found = await poll.gather(most, self.fetch, self.fetch)
        return [len(record.value or b"") for records in found.values() for record in records]


async def test_small_messages_come_together() -> None:
    """In the order of each partition, deletions among them."""
    client = Client((1, 2, 0, 4), (5, 6, 7, 8), (9,))
    assert await client.poll(Poll()) == [1, 0, 5, 7, 9, 2, 4, 6, 8]
    assert await client.poll(Poll()) == []


async def test_not_more_than_may_be() -> None:
    """And a few."""
    client = Client(*[[10] * FEW] * 9)
    assert len(await client.poll(Poll(), most=10)) == 12


@pytest.mark.parametrize("sizes", [(ENOUGH,), (9 * ENOUGH, 9 * ENOUGH), (ENOUGH // 4,) * 4])
async def test_of_large_ones_there_are_few(sizes: Sequence[int]) -> None:
    """They are handed over as they come."""
    client = Client(sizes, sizes)
    assert await client.poll(Poll()) == [*sizes]


async def test_what_was_found_is_not_lost_by_an_error_of_another_partition() -> None:
    """It is raised the next time, once."""
    client, poll = Client((1, 2), OSError("gone"), (3,)), Poll()
    assert await client.poll(poll) == [1, 2]
    with pytest.raises(OSError, match="gone"):
        await client.poll(poll)
    assert await client.poll(poll) == [3]


async def test_an_error_without_anything_found_is_raised_at_once() -> None:
    """There is nothing to lose."""
    with pytest.raises(OSError, match="gone"):
        await Client(OSError("gone")).poll(Poll())


def test_a_bundle_stands_where_its_first_message_stood() -> None:
    """And its value is all messages, each partition in its order."""
    records = {"a": [], "b": [_record(1, 7), _record(1, 8)], "c": [_record(2, 3)]}
    [(partition, [bundle])] = bundled(records).items()
    assert (partition, bundle.partition, bundle.offset) == ("b", 1, 7)
    assert [(each.partition, each.offset) for each in bundle.value] == [(1, 7), (1, 8), (2, 3)]


@pytest.mark.parametrize("records", [{}, {"a": []}])
def test_without_messages_there_is_no_bundle(records: Records) -> None:
    """Faust would wait for its end."""
    assert bundled(records) == {}


def _record(partition: int, offset: int) -> ConsumerRecord[bytes, bytes]:
    return ConsumerRecord("raw", partition, offset, 0, 0, b"key", b"value", None, 3, 5, ())
