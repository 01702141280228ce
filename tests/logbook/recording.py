"""Makes logs as workers write them: by the functions that they call and the real formatter, at times of one's own."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from schemas.rejection import Reason
from streams import logs
from streams.drift import Drift
from streams.metrics import Metrics
from streams.observer import Observer
from streams.outage import Outage
from streams.outcome import Kind, Outcome
from streams.records import Message
from streams.settings import Settings
from streams.status.recent import Recent
from streams.took import Took

START = 1_750_000_000.0
"""2025-06-15 15:06:40 UTC."""
SETTINGS = Settings()
ARTICLE = Outcome(kind=Kind.ARTICLE, words=400, quality=0.8)


class Recorder:
    """One worker's log while the `with` block of `recording` lasts."""

    def __init__(self, stream: io.StringIO, window: int) -> None:
        self.now = START
        """The time of the next line, in seconds since 1970."""
        self.observer = Observer(Metrics(), Drift(window), Recent())
        self.outage = Outage(logging.getLogger("streams.delivery"), lambda: self.now)
        self._stream = stream
        self._offset = 0

    @property
    def text(self) -> str:
        """All lines so far."""
        return self._stream.getvalue()

    @property
    def lines(self) -> list[bytes]:
        """The same, one by one."""
        return self.text.encode().splitlines()

    def page(
        self,
        host: str,
        outcome: Outcome = ARTICLE,
        *,
        seconds: float = 0.1,
        work: float | None = 0.004,
        offset: int | None = None,
    ) -> None:
        """A page that comes so long after the last line."""
        self.now += seconds
        if offset is None:
            self._offset = offset = self._offset + 1
        message = Message(
            topic="pages.raw", partition=0, offset=offset, timestamp=0, key=None, value=b"<p>" * 99
        )
        told = outcome._replace(url=outcome.url or f"https://{host}/{offset}", domain=host)
        self.observer.page(message, told, Took((work or 20.0) + 0.01, work, 0.005))

    def summary(self, lag: int = 0) -> None:
        """What happened since the last summary."""
        self.observer.summarise(lag={("pages.raw", 0): lag}, in_hand=0, bytes_in_hand=0)

    def library(self, logger: str, text: str, level: int = logging.WARNING) -> None:
        """A line of a library."""
        logging.getLogger(logger).log(level, text)


def dead(reason: Reason) -> Outcome:
    """A dead letter's outcome."""
    return Outcome(kind=Kind.DEAD, reason=reason, detail=f"{reason}: see there")


def skipped(reason: Reason) -> Outcome:
    """The outcome of a page that is no article."""
    return Outcome(kind=Kind.SKIPPED, reason=reason)


@contextmanager
def recording(worker: str = "worker-1", window: int = 50) -> Iterator[Recorder]:
    """Logs of this process are those of a worker; afterwards they are what they were."""
    root, hook = logging.root, threading.excepthook
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    recorder = Recorder(stream, window)
    logs.set_up(style="json", level="info", node=worker, stream=stream)
    [handler] = root.handlers

    def at_its_time(record: logging.LogRecord) -> bool:
        record.created = recorder.now
        return True

    handler.addFilter(at_its_time)
    try:
        yield recorder
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level, threading.excepthook = before[0], before[1], hook
