"""Decides which page is taken for the one that kills workers, by what earlier holders of its partition left behind.

With each committed offset goes a note (the metadata of a Kafka commit), so that whoever gets the partition next can
read it, on whatever machine: whether its holder has left in good order, and how many before it have not. Where several
died at the same offset the partition's next pages are done alone, one at a time in the whole worker; a page that was
alone in hand when its worker died is tried once more, and then given up.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from secrets import token_hex
from typing import Generic, Self, TypeVar

P = TypeVar("P", bound=Hashable)

_DEATHS_ALONE = 2
_NOTE = re.compile(
    r"(left|held|alone|again) deaths=(\d{1,9}) until=(\d{1,19})(?: by=(\w{0,40})\.(\w{1,40}))?"
)


class SharedName(Exception):
    """Another worker that lives has our lasting name; each would take the other's partitions away, again and again."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a partition."""

    name: str = ""
    """Equal for all processes of one lasting name, letters and digits; empty without one."""
    process: str = "-"
    """Like no other process's."""

    @classmethod
    def new(cls, lasting_name: str | None) -> Self:
        """This process; `lasting_name` is its `group.instance.id`."""
        name = blake2b((lasting_name or "").encode(), digest_size=8).hexdigest() if lasting_name else ""
        return cls(name, token_hex(8))

    def __str__(self) -> str:
        return f"{self.name}.{self.process}"


class State(StrEnum):
    """What a holder was about."""

    LEFT = "left"
    """It has handed the partition over."""
    HELD = "held"
    """It works on pages from the offset on."""
    ALONE = "alone"
    """It works on the page at the offset, and on no other page of any partition."""
    AGAIN = "again"
    """As `alone`, and a holder before it has died over that."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is committed with an offset."""

    state: State = State.LEFT
    deaths: int = 0
    """Holders that died at this offset, one after another."""
    until: int = 0
    """Pages before this offset are done alone."""
    holder: Holder | None = None
    """Who wrote it; None where that is not told."""

    @classmethod
    def read(cls, text: str) -> Note:
        """The note in the metadata of a commit; an empty one where it is of another program."""
        found = _NOTE.fullmatch(text)
        if found is None:
            return cls()
        holder = Holder(found[4], found[5]) if found[5] else None
        return cls(State(found[1]), int(found[2]), int(found[3]), holder)

    def __str__(self) -> str:
        said = f"{self.state} deaths={self.deaths} until={self.until}"
        return f"{said} by={self.holder}" if self.holder else said


class Journal(Generic[P]):
    """The notes of the partitions that are ours."""

    def __init__(self, deaths: int, span: int, holder: Holder | None = None) -> None:
        """A page is given up after so many `deaths`, three at least; at most `span` pages are in hand at a time.

        `holder` is this process.
        """
        self._holder = holder
        self._held: set[P] = set()
        self._deaths = deaths
        self._span = span
        self._starts: dict[P, int] = {}
        self._notes: dict[P, Note] = {}
        self._offsets: dict[P, int] = {}
        self._tried: set[tuple[P, int]] = set()
        self._given_up: set[tuple[P, int]] = set()
        self.generation = 0
        """How often all was forgotten."""

    def begin(self, partition: P, offset: int, text: str) -> None:
        """A partition is ours from this offset on; `text` was committed with it. Raises `SharedName`."""
        before = Note.read(text)
        if self._is_of_twin(partition, before):
            raise SharedName
        if before.holder is not None and before.holder == self._holder:
            before = replace(before, state=State.LEFT)  # the group took it for dead, yet it lives
        deaths, until = before.deaths + (before.state is not State.LEFT), before.until
        if before.state is State.AGAIN:
            self._given_up.add((partition, offset))
        elif before.state is State.ALONE:
            self._tried.add((partition, offset))
        elif deaths >= self._deaths - _DEATHS_ALONE:
            until = max(until, offset + self._span)
        self._held.add(partition)
        self._starts[partition] = self._offsets[partition] = offset
        self._notes[partition] = Note(State.HELD, deaths, until, self._holder)

    def _is_of_twin(self, partition: P, before: Note) -> bool:
        """Whether a process of our name has held the partition since we did: it was not started to replace us."""
        ours, other = self._holder, before.holder
        if ours is None or other is None or partition not in self._held:
            return False
        return bool(ours.name) and ours.name == other.name and ours.process != other.process

    def note(self, partition: P, offset: int) -> str:
        """What goes with a commit of this offset: with progress the deaths before it are forgotten."""
        return str(self._go_on(partition, offset))

    def alone(self, partition: P, offset: int) -> str:
        """What goes with the commit of a page's own offset before it is done alone."""
        state = State.AGAIN if (partition, offset) in self._tried else State.ALONE
        return str(replace(self._go_on(partition, offset), state=state))

    def leave(self, finished: Mapping[P, int]) -> dict[P, tuple[int, str]]:
        """What is committed when the partitions are handed over: for each its offset, with progress the new one."""
        offsets = {**self._offsets, **finished}
        return {
            partition: (offset, str(replace(self._go_on(partition, offset), state=State.LEFT)))
            for partition, offset in offsets.items()
        }

    def _go_on(self, partition: P, offset: int) -> Note:
        known = self._notes.get(partition, Note(State.HELD, holder=self._holder))
        if partition not in self._starts:
            return known  # handed over since
        if offset > self._offsets.get(partition, -1) and offset >= known.until:
            known = Note(State.HELD, holder=self._holder)
        self._notes[partition], self._offsets[partition] = known, offset
        return known

    def forget(self) -> None:
        """No partition is ours."""
        self.generation += 1
        self._starts.clear()
        self._notes.clear()
        self._offsets.clear()
        self._tried.clear()
        self._given_up.clear()

    def knows(self, partition: P) -> bool:
        """Whether `begin` was called for the partition."""
        return partition in self._starts

    def is_ours(self, partition: P, offset: int) -> bool:
        """Whether the page is for us to do: an earlier holder may have committed it since the client began to read."""
        start = self._starts.get(partition)
        return start is not None and offset >= start

    def is_ordinary(self, partition: P, offset: int) -> bool:
        """Whether the page is for us to do, like nearly all: then nothing else need be asked but `is_given_up`."""
        start = self._starts.get(partition)
        return start is not None and offset >= start and offset >= self._notes[partition].until

    def is_suspect(self, partition: P, offset: int) -> bool:
        """Whether the page has to be done alone."""
        return offset < self._notes[partition].until

    def is_given_up(self, partition: P, offset: int) -> bool:
        """Whether the page was alone in hand each time when two workers died."""
        return (partition, offset) in self._given_up
