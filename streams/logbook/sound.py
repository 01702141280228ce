"""Decides whether a line of ours is one: its fields are of their types, and its numbers and its time can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from schemas import log_fields as names
from streams.logbook.lines import Entry

MOST = 1e15
"""No number of ours is larger but by a fault; sums of such stay finite."""
LATEST = 4_102_444_800.0
"""In seconds since 1970: the year 2100."""
_TEXT, _WHOLE, _NUMBER, _LIST, _OBJECT = {str}, {int}, {int, float}, {list}, {dict}
_TYPES: Mapping[str, Collection[type]] = {
    **dict.fromkeys(
        (names.TIMESTAMP, names.LEVEL, names.MESSAGE, names.NODE, names.LOGGER, names.ACTION), _TEXT
    ),
    **dict.fromkeys((names.OUTCOME, names.REASON, names.DETAIL, names.URL, names.DOMAIN, names.TOPIC), _TEXT),
    names.VERSION: _TEXT,
    **dict.fromkeys((names.PARTITION, names.OFFSET, names.BYTES, names.DURATION, names.WORDS), _WHOLE),
    **dict.fromkeys((names.PROCESS, names.EXIT_CODE, names.REPEATED, names.RETRIES), _WHOLE),
    **dict.fromkeys((names.CHILDREN_LOST, names.MEMORY), _WHOLE),
    **dict.fromkeys((names.WORK_SECONDS, names.WRITE_SECONDS, names.QUALITY, names.OUTAGE_SECONDS), _NUMBER),
    names.MISSING: _LIST,
    **dict.fromkeys((names.LAG, names.SETTINGS), _OBJECT),
}
"""Of the fields that are read."""
SHAPES = 1000
"""Shapes of lines that are remembered: which fields, of which types. Workers have some dozens."""
_NEW = ("",)


class Soundness:
    """Looks at lines; of each shape only once at the types."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[str, ...] | None] = {}

    def holds(self, line: Entry) -> bool:
        """Whether each field that is read is of its type, and no number is absurd."""
        shape = (*line, *map(type, line.values()))
        numbers = self._known.get(shape, _NEW)
        if numbers is _NEW:
            numbers = self._learn(shape, line)
        if numbers is None:
            return False
        for name in numbers:
            if not 0 <= line[name] <= MOST:
                return False
        if names.LAG not in line:
            return True
        return all(type(count) is int and 0 <= count <= MOST for count in line[names.LAG].values())

    def _learn(self, shape: tuple[object, ...], line: Entry) -> tuple[str, ...] | None:
        """The names of its numbers; None where a field is not of its type."""
        if len(self._known) >= SHAPES:
            self._known.clear()
        read = [name for name in line if name in _TYPES]
        is_right = all(type(line[name]) in _TYPES[name] for name in read)
        numbers = tuple(name for name in read if isinstance(line[name], (int, float)))
        found = self._known[shape] = numbers if is_right else None
        return found
