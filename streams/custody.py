"""Decides when the journal of a partition is read and written: before its first page, and around one done alone."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from schemas.log_fields import Action
from streams.journal import Journal
from streams.logs import event

log = logging.getLogger(__name__)

Partition = tuple[str, int]
"""Topic and number of a partition."""


class Committed(NamedTuple):
    """What was last committed for a partition."""

    offset: int | None
    note: str


Read = Callable[[Partition], Awaitable[Committed]]
Fence = Callable[[Partition], Awaitable[None]]
Write = Callable[[Mapping[Partition, tuple[int, str]]], Awaitable[bool]]


class Custody:
    """Keeps the journal of the partitions that are ours where the next holder finds it."""

    def __init__(
        self,
        journal: Journal[Partition],
        *,
        read: Read,
        write: Write,
        fence: Fence | None = None,
    ) -> None:
        """`read` asks the broker what is committed, `write` commits offsets with their notes.

        `fence` keeps earlier holders of a partition from committing more; it is called before `read`.
        """
        self.journal = journal
        self._fence = fence
        self._read = read
        self._write = write

    async def begin(self, partition: Partition, offset: int) -> None:
        """To be called before each page; asks and tells the broker once a partition, before its first.

        Raises `SharedName`.
        """
        if self.journal.knows(partition):
            return
        generation = self.journal.generation
        if self._fence is not None:
            await self._fence(partition)
        committed = await self._read(partition)
        if self.journal.generation != generation:
            return  # a rebalance meanwhile: what was read is of another holder's time
        start = offset if committed.offset is None else committed.offset
        self.journal.begin(partition, start, committed.note)
        if self.journal.is_given_up(partition, start):
            _tell(
                "the page %s/%s/%s is given up: workers died of it; it becomes a dead letter",
                partition,
                start,
            )
        elif self.journal.is_suspect(partition, start):
            _tell("workers died at %s/%s/%s: its next pages are done one at a time", partition, start)
        await self._write({partition: (start, self.journal.note(partition, start))})

    async def begin_alone(self, partition: Partition, offset: int) -> None:
        """From now on the death of this worker is laid at this page's door."""
        await self._write({partition: (offset, self.journal.alone(partition, offset))})

    async def has_outcome(self, partition: Partition, offset: int) -> None:
        """The page did no harm: it is not written yet, and should we die now, others may have written it as well."""
        await self._write({partition: (offset, self.journal.note(partition, offset))})

    async def end_alone(self, partition: Partition, offset: int) -> None:
        """The outcome of the page is confirmed."""
        await self._write({partition: (offset + 1, self.journal.note(partition, offset + 1))})


def _tell(text: str, partition: Partition, offset: int) -> None:
    topic, number = partition
    place: dict[str, Any] = {"topic": topic, "partition": number, "offset": offset}
    event(log, logging.WARNING, Action.POISON, text, topic, number, offset, **place)
