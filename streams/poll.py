"""Decides how many messages are handed over from the client's thread at a time: many small ones, few large ones.

Each time two threads have to meet, for which several tasks are woken; and each large message lies in memory twice.
What is handed over goes through Faust as one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

ENOUGH = 4 * 1024 * 1024
"""Bytes of values at which no more are added."""
FEW = 4
"""Messages that are added at a time, of whatever size."""

Records = Mapping[Any, list[Any]]
"""By partition, in order."""


class Poll:
    """Gathers messages that the client has fetched."""

    def __init__(self) -> None:
        self._postponed: Exception | None = None

    async def gather(
        self, most: int, first: Callable[[], Awaitable[Records]], more: Callable[[], Awaitable[Records]]
    ) -> Records:
        """At most so many messages, and a few; `first` may wait for some, `more` gives only what is there.

        Raises what `first` raises, and what `more` raised the last time: what was found before it would be lost.
        """
        if self._postponed is not None:
            error, self._postponed = self._postponed, None
            raise error
        found = dict(await first())
        added: Records = found
        count, size = _count(added), _size(added)
        while added and count < most and size < ENOUGH:
            try:
                added = await more()
            except Exception as error:  # noqa: BLE001 - raised the next time
                self._postponed = error
                break
            for partition, records in added.items():
                found[partition] = [*found.get(partition, ()), *records]
            count, size = count + _count(added), size + _size(added)
        return found


def bundled(records: Records) -> Records:
    """All of them as the value of one, which stands where the first of them stood.

    It is a deque, and who takes a message takes it out: else all would stay in memory until the last is taken.
    """
    if not any(records.values()):
        return {}
    partition, (first, *_) = next((at, found) for at, found in records.items() if found)
    return {partition: [replace(first, key=None, value=deque(chain(*records.values())), headers=())]}


def _count(records: Records) -> int:
    return sum(map(len, records.values()))


def _size(records: Records) -> int:
    return sum(len(record.value or b"") for each in records.values() for record in each)
