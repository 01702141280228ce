"""Decides what is kept of very many: the most frequent keys, and the largest things."""

from __future__ import annotations

import heapq
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


class Frequent(Generic[Key]):
    """How often each key came. When there are more than `most`, the rarer half is forgotten."""

    def __init__(self, most: int) -> None:
        self.counts: dict[Key, int] = {}
        self.forgotten = 0
        """How much was counted of keys that are no longer there."""
        self._most = most

    def add(self, key: Key, count: int = 1) -> None:
        """It came so often."""
        self.counts[key] = self.counts.get(key, 0) + count
        if len(self.counts) > self._most:
            self._forget()

    def first(self, number: int) -> list[tuple[Key, int]]:
        """The most frequent."""
        return heapq.nlargest(number, self.counts.items(), key=lambda item: item[1])

    def _forget(self) -> None:
        kept = dict(self.first(self._most // 2))
        self.forgotten += sum(self.counts.values()) - sum(kept.values())
        self.counts = kept


class Largest(Generic[Thing]):
    """The things with the largest values."""

    def __init__(self, most: int) -> None:
        self.least = 0.0
        """What does not exceed it is not kept: to be asked before a thing is made."""
        self._most = most
        self._number = 0
        self._heap: list[tuple[float, int, Thing]] = []

    def add(self, value: float, thing: Thing) -> None:
        """One more."""
        self._number += 1  # no two are compared by the things themselves
        push = heapq.heappush if len(self._heap) < self._most else heapq.heappushpop
        push(self._heap, (value, self._number, thing))
        if len(self._heap) == self._most:
            self.least = self._heap[0][0]

    def all(self) -> list[tuple[float, Thing]]:
        """Those that are kept, the largest first."""
        return [(value, thing) for value, _, thing in sorted(self._heap, key=lambda one: -one[0])]
