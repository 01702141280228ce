"""Decides which pages stand for all that change: of each kind of change and host the largest, then the next ones."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import Generic, TypeVar

T = TypeVar("T")

Rank = tuple[float, tuple[int, int]]
"""The larger change first; of equal ones the first page of the topic."""


@dataclass(frozen=True, slots=True, order=True)
class _Entry(Generic[T]):
    rank: Rank
    host: str
    page: T = field(compare=False)


@dataclass(slots=True)
class _Kind(Generic[T]):
    """The samples of one kind of change."""

    largest: list[_Entry[T]] = field(default_factory=list)
    of_hosts: list[_Entry[T]] = field(default_factory=list)
    """One a host."""


class Samples(Generic[T]):
    """At most `most` pages, the same ones in whatever order they are added."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kinds: dict[str, _Kind[T]] = {}

    def add(self, kind: str, host: str, weight: float, place: tuple[int, int], page: T) -> None:
        """Offer a page whose change is of a kind and so large; `place` is where it lies on its topic."""
        entry = _Entry((-weight, place), host, page)
        kept = self._kinds.setdefault(kind, _Kind())
        self._keep(kept.largest, entry)
        own = next((other for other in kept.of_hosts if other.host == host), None)
        if own is None or entry < own:
            if own:
                kept.of_hosts.remove(own)
            self._keep(kept.of_hosts, entry)

    def chosen(self) -> list[T]:
        """The samples, kinds in turn, the largest first."""
        kinds = (self._in_order(self._kinds[kind]) for kind in sorted(self._kinds))
        in_turn = chain.from_iterable(zip_longest(*kinds))
        return [entry.page for entry in in_turn if entry][: self._most]

    def _keep(self, entries: list[_Entry[T]], entry: _Entry[T]) -> None:
        insort(entries, entry)
        del entries[self._most :]

    def _in_order(self, kept: _Kind[T]) -> Iterator[_Entry[T]]:
        yield from kept.of_hosts
        yield from _without(kept.largest, kept.of_hosts)


def _without(entries: Sequence[_Entry[T]], others: Sequence[_Entry[T]]) -> Iterator[_Entry[T]]:
    return (entry for entry in entries if entry not in others)
