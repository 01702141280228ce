"""Decides into which stretches of time a log of any length is divided: at most so many, as long as they must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Generic, TypeVar

Cell = TypeVar("Cell")


class Clock:
    """Reads timestamps, in seconds since 1970. Lines of one second have their beginning in common."""

    def __init__(self) -> None:
        self._text = ""
        self._seconds = 0.0

    def read(self, text: str) -> float:
        """The time of a line, to the second. Raises `ValueError` or `TypeError` where it is none."""
        if text[-1:] != "Z":
            return datetime.fromisoformat(text).timestamp()
        second = text[:19]
        if second != self._text:
            self._seconds = datetime.fromisoformat(f"{second}+00:00").timestamp()
            self._text = second
        return self._seconds


class Timeline(Generic[Cell]):
    """Cells of equal width; when there would be more than `most`, two and two become one."""

    def __init__(self, make: Callable[[], Cell], merge: Callable[[Cell, Cell], Any], most: int) -> None:
        """`merge(a, b)` puts b, the later one, into a."""
        self.width = 1.0
        """Seconds of a cell."""
        self._make, self._merge, self._most = make, merge, most
        self._cells: dict[int, Cell] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def cell(self, at: float) -> Cell:
        """The cell of a time; what was given before may be merged into another by now."""
        number = int(at // self.width)
        found = self._cells.get(number)
        if found is None:
            found = self._cells[number] = self._make()
            if len(self._cells) > self._most:
                self._widen()
                found = self._cells[int(at // self.width)]
        return found

    def items(self) -> Iterator[tuple[float, Cell]]:
        """Each cell with its beginning, in order; stretches without anything are left out."""
        for number in sorted(self._cells):
            yield number * self.width, self._cells[number]

    def _widen(self) -> None:
        while len(self._cells) > self._most:
            self.width *= 2
            self._cells = folded(self._cells, self._merge)


def folded(cells: dict[int, Cell], merge: Callable[[Cell, Cell], Any]) -> dict[int, Cell]:
    """The cells when they are twice as wide."""
    made: dict[int, Cell] = {}
    for number in sorted(cells):
        into = made.setdefault(number // 2, cells[number])
        if into is not cells[number]:
            merge(into, cells[number])
    return made


def add(into: list[float], other: list[float]) -> None:
    """Merge two cells of sums."""
    into[:] = [one + two for one, two in zip(into, other, strict=True)]
