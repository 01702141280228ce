"""Decides what a log line looks like: JSON in the Elastic Common Schema, or text for people; never a secret.

https://www.elastic.co/guide/en/ecs-logging/overview/current/intro.html
"""

from __future__ import annotations

import traceback
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from logging import Formatter, LogRecord
from typing import Any

import orjson

from schemas import log_fields as names
from streams.log_record import FIELDS, is_page
from streams.mask import Mask
from streams.moment import rfc3339

URL_LENGTH = 2048
# Words of our own, times and ids, which no secret comes into.
_OURS = frozenset(
    {
        *(names.TIMESTAMP, names.LEVEL, names.ECS_VERSION, names.LOGGER, names.ACTION),
        *(names.OUTCOME, names.EVENT_OUTCOME, names.REASON, names.MISSING, names.TRACE),
    }
)


def printable(text: str) -> str:
    """The text with control characters and the like written as escapes, cut to the longest URL that is logged."""
    text = text[:URL_LENGTH]
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


class _Formatter(ABC, Formatter):
    def __init__(self, secrets: Iterable[str] = (), node: str = "") -> None:
        super().__init__()
        self._mask = Mask(secrets)
        self._node = node

    def format(self, record: LogRecord) -> str:
        return self.line(record, getattr(record, FIELDS, {}))

    @abstractmethod
    def line(self, record: LogRecord, fields: Mapping[str, Any]) -> str:
        """The line of a record, secrets masked; `fields` are those that it was given beside its message."""


class JsonFormatter(_Formatter):
    """One JSON object a line."""

    def line(self, record: LogRecord, fields: Mapping[str, Any]) -> str:
        """The record as JSON: what every line has, then its own fields."""
        entry = self._entry(record, fields)
        line = orjson.dumps(entry, default=str).decode()
        # Seldom: a password that is also a word of ours must not make another line of it.
        return line if self._mask(line) == line else orjson.dumps(self._masked(entry)).decode()

    def _masked(self, value: Any, name: str = "") -> Any:
        if isinstance(value, Mapping):
            return {key: self._masked(each, str(key)) for key, each in value.items()}
        if name in _OURS or isinstance(value, (list, tuple, int, float)):  # lists are of numbers
            return value
        return self._mask(str(value))

    def _entry(self, record: LogRecord, fields: Mapping[str, Any]) -> dict[str, Any]:
        entry = {
            names.TIMESTAMP: rfc3339(int(record.created * 1000)),
            names.LEVEL: record.levelname.lower(),
            names.MESSAGE: record.getMessage(),
            names.ECS_VERSION: names.ECS,
            names.NODE: self._node,
            names.LOGGER: record.name,
            **fields,
        }
        return entry | _error(record) if record.exc_info else entry


class TextFormatter(_Formatter):
    """One line for a person; a traceback follows on lines of its own."""

    def line(self, record: LogRecord, fields: Mapping[str, Any]) -> str:
        """The record as text."""
        start = f"{datetime.fromtimestamp(record.created, UTC).astimezone():%H:%M:%S} {record.levelname.lower():<7}"
        trace = _error(record).get(names.ERROR_TRACE, "")
        story = _page_story(fields) if is_page(record) else printable(record.getMessage())
        told = f"{story}\n{trace.rstrip()}" if trace else story
        return f"{start} {self._mask(told)}"


def _page_story(fields: Mapping[str, Any]) -> str:
    outcome, reason, words = fields[names.OUTCOME], fields.get(names.REASON), fields.get(names.WORDS)
    end = outcome if reason is None else f"{outcome} ({reason})"
    text = "" if words is None else f" {words} words, quality {fields.get(names.QUALITY)}"
    place = f"{fields[names.TOPIC]}/{fields[names.PARTITION]}/{fields[names.OFFSET]}"
    return (
        f"{end:<24} {fields[names.DURATION] / 1e6:6.0f} ms  {fields[names.URL] or '(no URL)'}{text}  {place}"
    )


def _error(record: LogRecord) -> dict[str, str]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    error = record.exc_info[1]
    return {
        names.ERROR_TYPE: type(error).__qualname__,
        names.ERROR_MESSAGE: str(error),
        names.ERROR_TRACE: "".join(traceback.format_exception(error)),
    }
