"""Decides which messages may be taken on, and up to which offset each partition is finished.

Pages finish in any order; an offset may be committed only once everything before it is finished. Faust's own
book-keeping has holes there (faust-streaming/faust#606), so ours is the one that counts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

P = TypeVar("P", bound=Hashable)

# What one partition may have waiting for its slowest page, so that there is room for others.
WAITING_SHARE = 0.25


@dataclass(slots=True, eq=False)
class Ticket(Generic[P]):
    """One message that was taken on."""

    partition: P
    offset: int
    size: int
    """Bytes that it keeps in memory until it is finished."""
    lane: _Lane[P] = field(repr=False)
    worked: bool = False
    """Its page work is done, and what became of it waits to be written."""
    finished: bool = False


@dataclass(slots=True)
class _Lane(Generic[P]):
    """What was taken on of one partition, in the order of its offsets."""

    newest: int
    tickets: deque[Ticket[P]] = field(default_factory=deque)
    position: int | None = None
    """Everything before this offset is finished."""
    committed: int | None = None
    waiting: int = 0
    """Bytes of those that wait for their turn to be written."""


class Ledger(Generic[P]):
    """The messages in hand, over all partitions of this worker."""

    def __init__(self, pages: int, size: int, span: int) -> None:
        """`pages` bounds what is worked on, `size` (bytes) what is unfinished.

        `span` is how much a partition may hold behind its slowest page: it would be redone after a crash.
        """
        self._max_pages = pages
        self._max_size = size
        self._max_span = span
        self._lanes: dict[P, _Lane[P]] = {}
        self.pages = 0
        """Unfinished messages."""
        self._worked = 0
        self.size = 0
        """Their bytes."""

    def has_room(self, share: float = 1.0) -> bool:
        """Whether less than this share of what may be is in hand; a single message of any size always may be."""
        if self.pages == 0:
            return True
        return self.pages - self._worked < share * self._max_pages and self.size < share * self._max_size

    def is_long(self, partition: P) -> bool:
        """Whether a partition holds too much behind its slowest page: no more of it should be read for now."""
        return self._reaches(partition, self._max_span, self._max_size * WAITING_SHARE)

    def is_short(self, partition: P) -> bool:
        """Whether more of a partition that was long may be read again."""
        return not self._reaches(partition, self._max_span / 2, self._max_size * WAITING_SHARE / 2)

    def admit(self, partition: P, offset: int, size: int) -> Ticket[P] | None:
        """Take on a message; None where it was taken on before and the client only read it again."""
        lane = self._lanes.get(partition)
        if lane is None:
            lane = self._lanes[partition] = _Lane(newest=offset - 1)
        if offset <= lane.newest:
            return None
        ticket = Ticket(partition, offset, size, lane)
        lane.newest = offset
        lane.tickets.append(ticket)
        self.pages += 1
        self.size += size
        return ticket

    def unfinished(self, partition: P) -> Iterator[Ticket[P]]:
        """The messages in hand of a partition, in the order of their offsets."""
        lane = self._lanes.get(partition)
        return (ticket for ticket in (lane.tickets if lane else ()) if not ticket.finished)

    def is_busy(self, partition: P) -> bool:
        """Whether messages of a partition are in hand, or finished and not yet committed."""
        return any(True for _ in self.unfinished(partition)) or partition in self.committable()

    def set_down(self, ticket: Ticket[P]) -> None:
        """Its page work is done: it waits for its turn to be written, and others may be worked on meanwhile."""
        if not ticket.worked and self._lanes.get(ticket.partition) is ticket.lane:
            ticket.worked = True
            self._worked += 1
            ticket.lane.waiting += ticket.size

    def finish(self, ticket: Ticket[P]) -> bool:
        """The message has its outcome; whether that moves what may be committed.

        A ticket of a partition that was given up since is ignored: its next owner does the page again.
        """
        lane = ticket.lane
        if ticket.finished or self._lanes.get(ticket.partition) is not lane:
            return False
        ticket.finished = True
        self._release(ticket)
        before = lane.position
        while lane.tickets and lane.tickets[0].finished:
            lane.position = lane.tickets.popleft().offset + 1
        return lane.position != before

    def committable(self) -> dict[P, int]:
        """For each partition with news, the offset to go on from after a restart."""
        return {
            partition: lane.position
            for partition, lane in self._lanes.items()
            if lane.position is not None and lane.position > (lane.committed or 0)
        }

    def mark_committed(self, offsets: Mapping[P, int]) -> None:
        """The broker has confirmed these; a partition that was given up meanwhile is ignored."""
        for partition, offset in offsets.items():
            if partition in self._lanes:
                self._lanes[partition].committed = offset

    def give_up(self, partitions: Iterable[P]) -> None:
        """The partitions are no longer ours: forget what was in hand of them."""
        for partition in partitions:
            lane = self._lanes.pop(partition, None)
            for ticket in lane.tickets if lane else ():
                if not ticket.finished:
                    self._release(ticket)

    def _reaches(self, partition: P, pages: float, size: float) -> bool:
        lane = self._lanes.get(partition)
        return lane is not None and (len(lane.tickets) >= pages or lane.waiting >= size)

    def _release(self, ticket: Ticket[P]) -> None:
        self.pages -= 1
        self.size -= ticket.size
        if ticket.worked:
            self._worked -= 1
            ticket.lane.waiting -= ticket.size
