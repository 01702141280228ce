"""Decides what a log line looks like: JSON in the Elastic Common Schema, or text for people; never a secret or a page.

https://www.elastic.co/guide/en/ecs/current/ecs-base.html
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import IO, Any

import orjson

from streams.outcome import Kind, Outcome
from streams.records import Message

log = logging.getLogger("streams.pages")

URL_LENGTH = 2048
REPEAT_SECONDS = 30.0
REMEMBERED_LINES = 1000
FIELDS = "fields"
"""Name of the `extra` that holds the fields of a line."""

# At `debug` these would log keys and values, that is whole pages.
_FOREIGN = ("faust", "mode", "aiokafka", "aiohttp", "asyncio", "pebble")
_FOREIGN_LEVEL = logging.WARNING


def set_up(*, style: str, level: str, secrets: Iterable[str] = (), stream: IO[str] | None = None) -> None:
    """Send every logger's lines to `stream` (standard output) in one form.

    `style` is auto, json or text; `level` the least severity; `secrets` are masked wherever they stand.
    """
    stream = stream or sys.stdout
    as_text = style == "text" or (style == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter((TextFormatter if as_text else JsonFormatter)(secrets))
    handler.addFilter(Throttle())
    logging.captureWarnings(capture=True)
    threading.excepthook = _on_thread_error
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper())
    for name in _FOREIGN:
        logging.getLogger(name).setLevel(max(_FOREIGN_LEVEL, logging.root.level))


def _on_thread_error(arguments: threading.ExceptHookArgs) -> None:
    name = arguments.thread.name if arguments.thread else "?"
    logging.getLogger("threading").error("thread %s ended: %r", name, arguments.exc_value)


def log_page(message: Message, outcome: Outcome, seconds: float) -> None:
    """The one line that a page gets; `seconds` from its receipt to the broker's confirmation."""
    fields = {
        "outcome": str(outcome.kind),
        "reason": str(outcome.reason) if outcome.reason else None,
        "detail": printable(outcome.detail) or None,
        "url": printable(outcome.url),
        "domain": printable(outcome.domain),
        "topic": message.topic,
        "partition": message.partition,
        "offset": message.offset,
        "bytes": len(message.value or b""),
        "seconds": round(seconds, 3),
        "words": outcome.words,
        "quality": None if outcome.quality is None else round(outcome.quality, 3),
    }
    level = logging.WARNING if outcome.kind is Kind.DEAD else logging.INFO
    log.log(level, "page", extra={FIELDS: fields})


def printable(text: str) -> str:
    """The text with control characters and the like written as escapes, cut to the longest URL that is logged."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text[:URL_LENGTH]
    )


class Throttle(logging.Filter):
    """Of the same line of a library, one in `REPEAT_SECONDS`: a broker that is away gives 50 a second."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, str], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        if record.name.partition(".")[0] not in _FOREIGN:
            return True
        line = (record.name, record.getMessage())
        if record.created - self._last.get(line, -REPEAT_SECONDS) < REPEAT_SECONDS:
            return False
        if len(self._last) >= REMEMBERED_LINES:
            self._last.clear()
        self._last[line] = record.created
        return True


class _Formatter(ABC, logging.Formatter):
    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        # In JSON a secret may stand with escapes; the longest goes first, as one may be part of another.
        forms = {form for secret in secrets if secret for form in (secret, _in_json(secret))}
        self._secrets = sorted(forms, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = self.line(record, getattr(record, FIELDS, {}))
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return line

    @abstractmethod
    def line(self, record: logging.LogRecord, fields: Mapping[str, Any]) -> str:
        """The line of a record; `fields` are those that it was given beside its message."""


def _in_json(text: str) -> str:
    return orjson.dumps(text).decode()[1:-1]


class JsonFormatter(_Formatter):
    """One JSON object a line."""

    def line(self, record: logging.LogRecord, fields: Mapping[str, Any]) -> str:
        """The record as JSON: the base fields of ECS, then our own."""
        entry = {
            "@timestamp": _time(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "log.level": record.levelname.lower(),
            "log.logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in fields.items() if value is not None},
            **_error(record),
        }
        return orjson.dumps(entry, default=str).decode()


class TextFormatter(_Formatter):
    """One line for a person; a traceback follows on lines of its own."""

    def line(self, record: logging.LogRecord, fields: Mapping[str, Any]) -> str:
        """The record as text."""
        start = f"{_time(record).astimezone():%H:%M:%S} {record.levelname.lower():<7}"
        trace = _error(record).get("error.stack_trace", "")
        story = _page_story(fields) if "outcome" in fields else printable(record.getMessage())
        return f"{start} {story}" + (f"\n{trace.rstrip()}" if trace else "")


def _page_story(fields: Mapping[str, Any]) -> str:
    end = fields["outcome"] if fields["reason"] is None else f"{fields['outcome']} ({fields['reason']})"
    words = "" if fields["words"] is None else f" {fields['words']} words, quality {fields['quality']}"
    place = f"{fields['topic']}/{fields['partition']}/{fields['offset']}"
    return f"{end:<24} {fields['seconds'] * 1000:6.0f} ms  {fields['url'] or '(no URL)'}{words}  {place}"


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _error(record: logging.LogRecord) -> dict[str, str]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    error = record.exc_info[1]
    return {
        "error.type": type(error).__qualname__,
        "error.message": str(error),
        "error.stack_trace": "".join(traceback.format_exception(error)),
    }
