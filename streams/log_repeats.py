"""Decides which warnings are written: of many alike the first, then every half minute how many there were."""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass
from logging import LogRecord

from schemas import log_fields as names
from streams.log_record import FIELDS, is_page

REPEAT_SECONDS = 30.0
REMEMBERED_LINES = 1000
_NUMBER = re.compile(r"\d+")

_Likeness = tuple[str, int, str, object]


@dataclass(slots=True)
class _Seen:
    since: float
    left_out: int = 0
    last: LogRecord | None = None


class Repeats:
    """Thins out warnings and errors, but lines about pages. Its clock are the records themselves."""

    def __init__(self) -> None:
        self._seen: dict[_Likeness, _Seen] = {}
        """By likeness, the oldest first."""

    def admit(self, record: LogRecord) -> list[LogRecord]:
        """What is to be written now: the record, unless one like it was; before it what is due on others."""
        due = self._due(record.created)
        if record.levelno < logging.WARNING or is_page(record):
            return [*due, record]
        like = _likeness(record)
        seen = self._seen.get(like)
        if seen is None:
            self._seen[like] = _Seen(record.created)
            return [*due, record]
        seen.left_out += 1
        seen.last = record
        return due

    def rest(self) -> list[LogRecord]:
        """A line for each that was left out and not yet told; everything is forgotten."""
        seen, self._seen = self._seen, {}
        return [_counted(each.last, each.left_out) for each in seen.values() if each.last]

    def _due(self, now: float) -> list[LogRecord]:
        due = []
        while self._seen:
            like, seen = next(iter(self._seen.items()))
            if now < seen.since + REPEAT_SECONDS and len(self._seen) < REMEMBERED_LINES:
                break
            del self._seen[like]
            if seen.last:
                due.append(_counted(seen.last, seen.left_out))
                if len(self._seen) < REMEMBERED_LINES - 1:
                    self._seen[like] = _Seen(now)
        return due


def _likeness(record: LogRecord) -> _Likeness:
    error = record.exc_info[0] if record.exc_info else None
    return record.name, record.levelno, _NUMBER.sub("#", record.getMessage()), error


def _counted(record: LogRecord, count: int) -> LogRecord:
    told = copy.copy(record)
    told.msg = f"{record.getMessage()} (and {count} more like this)" if count > 1 else record.getMessage()
    told.args = None
    setattr(told, FIELDS, {**getattr(record, FIELDS, {}), names.REPEATED: count})
    return told
