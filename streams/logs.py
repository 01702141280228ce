"""Decides which lines are logged, where to, and how a page, an event and a change of level are told."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterable
from typing import IO, Any

from schemas import headers
from schemas import log_fields as names
from schemas.log_fields import Action
from streams.log_format import JsonFormatter, TextFormatter, printable
from streams.log_record import FIELDS, PAGES, PageRecord
from streams.log_repeats import Repeats
from streams.outcome import Kind, Outcome
from streams.records import Message
from streams.took import Took

log = PAGES

# At `debug` these would log keys and values, that is whole pages.
_FOREIGN = ("faust", "mode", "aiokafka", "aiohttp", "asyncio")
_FOREIGN_LEVEL = logging.WARNING
# https://www.w3.org/TR/trace-context/#traceparent-header-field-values
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class _Handler(logging.StreamHandler[Any]):
    """Writes lines, but of warnings that repeat themselves only how many there were."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__(stream)
        self._repeats = Repeats()

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line, and others that are due before it."""
        for line in self._repeats.admit(record):
            self._write(line)

    def tell_rest(self) -> None:
        """Write what was left out so far."""
        with self.lock or threading.RLock():
            for line in self._repeats.rest():
                self._write(line)

    def _write(self, record: logging.LogRecord) -> None:
        """At once, so that no line is lost with the process; as `StreamHandler` does it, with one lock less."""
        try:
            self.stream.write(f"{self.format(record)}\n")
            self.stream.flush()
        except Exception:  # noqa: BLE001 - a line that cannot be written must not end what it tells of
            self.handleError(record)


def set_up(
    *, style: str, level: str, secrets: Iterable[str] = (), node: str = "", stream: IO[str] | None = None
) -> None:
    """Send every logger's lines to `stream` (standard output) in one form.

    `style` is auto, json or text; `level` the least severity; `secrets` are masked wherever they stand; `node` is the
    name of this worker.
    """
    _gather_less()
    stream = stream or sys.stdout
    as_text = style == "text" or (style == "auto" and stream.isatty())
    handler = _Handler(stream)
    handler.setFormatter((TextFormatter if as_text else JsonFormatter)(secrets, node))
    logging.captureWarnings(capture=True)
    threading.excepthook = _on_thread_error
    logging.root.handlers[:] = [handler]
    _set_level(level.upper())


def toggle_debug(level: str) -> None:
    """Log debug lines too, or where that is so, from `level` on again."""
    to_debug = logging.root.level != logging.DEBUG
    _set_level("DEBUG" if to_debug else level.upper())
    how = "once more to stop" if to_debug else "as STREAMS_LOG_LEVEL says"
    event(log, logging.WARNING, Action.LEVEL, "lines from %s on are logged: %s", _level_name(), how)


def tell_rest() -> None:
    """Write how many warnings were left out since it was last told: to be called at the end."""
    for handler in logging.root.handlers:
        if isinstance(handler, _Handler):
            handler.tell_rest()


def event(
    logger: logging.Logger,
    level: int,
    action: Action,
    text: str,
    *args: object,
    error: BaseException | None = None,
    **fields: Any,
) -> None:
    """A line that tells what happened; a field is given by the name of its constant, as `exit_code=0`."""
    given = {getattr(names, name.upper()): value for name, value in fields.items() if value is not None}
    logger.log(level, text, *args, exc_info=error, extra={FIELDS: {names.ACTION: action, **given}})


def log_page(message: Message, outcome: Outcome, took: Took) -> None:
    """The one line that a page gets."""
    is_dead = outcome.kind is Kind.DEAD
    level = logging.WARNING if is_dead else logging.INFO
    if log.isEnabledFor(level):
        log.handle(PageRecord(level, _page(message, outcome, took, is_dead=is_dead)))


def log_received(message: Message) -> None:
    """At debug: a page was taken in hand, so that one that never ends can be told."""
    if log.isEnabledFor(logging.DEBUG):
        place: dict[str, Any] = {
            "topic": message.topic,
            "partition": message.partition,
            "offset": message.offset,
        }
        event(log, logging.DEBUG, Action.RECEIVED, "received %s/%s/%s", *place.values(), **place)


def _page(message: Message, outcome: Outcome, took: Took, *, is_dead: bool) -> dict[str, Any]:
    """Its fields, those that it has, in the order in which they are shown."""
    fields: dict[str, Any] = {
        names.ACTION: Action.PAGE,
        names.OUTCOME: outcome.kind,
        names.EVENT_OUTCOME: "failure" if is_dead else "success",
    }
    if outcome.reason is not None:
        fields[names.REASON] = outcome.reason
    if outcome.detail:
        fields[names.DETAIL] = printable(outcome.detail)
    if outcome.exception:
        fields[names.ERROR_TYPE] = outcome.exception
    fields[names.URL] = printable(outcome.url)
    fields[names.DOMAIN] = printable(outcome.domain)
    if message.headers and (trace := _trace_id(message)):
        fields[names.TRACE] = trace
    fields[names.TOPIC] = message.topic
    fields[names.PARTITION] = message.partition
    fields[names.OFFSET] = message.offset
    fields[names.BYTES] = len(message.value or b"")
    fields[names.DURATION] = round(took.total * 1e9)
    if took.work is not None:
        fields[names.WORK_SECONDS] = round(took.work, 4)
    fields[names.WRITE_SECONDS] = round(took.write, 4)
    if outcome.words is not None:
        fields[names.WORDS] = outcome.words
    if outcome.quality is not None:
        fields[names.QUALITY] = round(outcome.quality, 3)
    if outcome.missing:
        fields[names.MISSING] = outcome.missing
    return fields


def _trace_id(message: Message) -> str | None:
    for name, value in message.headers:
        if name == headers.TRACEPARENT and (found := _TRACEPARENT.fullmatch(value or b"")):
            return found[1].decode()
    return None


def _gather_less() -> None:
    """Leave out what no line shows: the place in the code, process and task; that is a fifth of a line's cost.

    https://docs.python.org/3/howto/logging.html#optimization; the thread stays: `streams.diagnosis` asks for it.
    """
    logging._srcfile = None  # noqa: SLF001 - as it says there
    for gathered in ("logProcesses", "logMultiprocessing", "logAsyncioTasks"):
        setattr(logging, gathered, False)


def _set_level(level: str) -> None:
    logging.root.setLevel(level)
    for name in _FOREIGN:
        logging.getLogger(name).setLevel(max(_FOREIGN_LEVEL, logging.root.level))


def _level_name() -> str:
    return logging.getLevelName(logging.root.level).lower()


def _on_thread_error(arguments: threading.ExceptHookArgs) -> None:
    name = arguments.thread.name if arguments.thread else "?"
    logging.getLogger("threading").error("thread %s ended: %r", name, arguments.exc_value)
