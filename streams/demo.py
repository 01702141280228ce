"""Decides how the main job is shown: sample pages through a broker and a worker, each outcome checked."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from schemas.log_fields import DURATION, OFFSET, PARTITION
from streams import manifest, topics
from streams.broker import EmbeddedBroker
from streams.expectation import Expected
from streams.harvest import Coordinates, Harvested, consumer, harvest, read
from streams.ingest import reading
from streams.ingest.address import Addressing
from streams.ingest.message import Message, Refusal
from streams.ingest.publisher import Published, Publisher
from streams.ingest.sources import Source, entries
from streams.outcome import Kind
from streams.processes import dies_with_parent, free_port, stop
from streams.settings import Settings

Tell = Callable[[str, str], None]
WAITING = "waiting"
PARTITIONS = 4
WORKER_STOP_SECONDS = 15.0
# Of a worker that ended by itself, so many characters are told.
LAST_WORDS = 600


class DemoError(Exception):
    """The demo cannot go on; the text tells a person why."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one sample page, and what the manifest says should have."""

    name: str
    expect: Expected | None
    records: tuple[Harvested, ...]
    """One, where all is well."""
    seconds: float | None
    """What the page took, as the worker's log has it."""

    @property
    def kind(self) -> str:
        """The outcome's kind; `none` where there is none."""
        return str(self.records[0].kind) if self.records else "none"

    @property
    def reason(self) -> str | None:
        """Why there is no article."""
        return self.records[0].reason if self.records else None

    @property
    def article(self) -> Mapping[str, Any]:
        """The article; empty where there is none."""
        is_article = self.kind == Kind.ARTICLE
        article: Mapping[str, Any] = orjson.loads(self.records[0].value) if is_article else {}
        return article

    @property
    def differences(self) -> tuple[str, ...]:
        """Where the outcome is not what it should be, as `expected article, got dead: timeout`."""
        if len(self.records) != 1:
            return (f"expected one outcome, got {len(self.records)}",)
        return tuple(self.expect.differences(self.kind, self.reason, self.article)) if self.expect else ()


def run(pages: Path, tell: Tell, seconds: float) -> list[Result]:
    """Take the pages of a folder's manifest through broker and worker; all that is started is stopped again.

    `tell` gets a word and a line for a person after each step and while outcomes are awaited; it may raise to stop
    the demo. Raises `DemoError`, after `seconds` without all outcomes among others; `BrokerError`, `ManifestError`,
    `TopicsError`, `PublishError`.
    """
    samples = list(entries(pages / manifest.FILE_NAME))
    with EmbeddedBroker() as broker, TemporaryDirectory(prefix="streams-demo-") as scratch:
        settings = demo_settings(broker.url)
        log = Path(scratch) / "worker.log"
        tell("broker", f"{broker.url}, in memory")
        topics.ensure(settings)
        tell("topics", ", ".join(topic.name for topic in topics.desired(settings)))
        with _worker(settings, log) as worker:
            tell("worker", f"process {worker.pid}")
            places = _publish(samples, settings)
            tell("ingested", f"{len(places)} pages from {pages}")
            asyncio.run(_all_there(settings, len(places), _Watch(worker, log, seconds, tell)))
        # Read anew after the worker's end: a page with two outcomes has both of them by now.
        records = asyncio.run(harvest(settings))
        return list(_results(samples, places, records, durations(log)))


def demo_settings(url: str) -> Settings:
    """Settings for a broker that one worker uses; whatever is set on this machine does not matter."""
    return Settings(
        bootstrap_servers=(url,),
        web_port=free_port(),
        partitions=PARTITIONS,
        # The embedded broker waits half of it for further workers when one joins.
        broker_session_timeout=6.0,
        broker_heartbeat_interval=1.0,
        broker_rebalance_timeout=6.0,
        broker_commit_interval=0.5,
        log_format="json",
    )


@contextmanager
def _worker(settings: Settings, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "streams", "worker"]
    environment = [f"{name}={value}" for name, value in settings.shown().items()]
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program
            ["/usr/bin/env", *environment, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us: the worker is stopped in its own way, whatever ends the demo.
            start_new_session=True,
            preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call into a library that is loaded already
        )
    try:
        yield process
    finally:
        stop(process, WORKER_STOP_SECONDS)
        with suppress(ProcessLookupError):  # as it should be: none of its children is left
            os.killpg(process.pid, signal.SIGKILL)


def _publish(samples: Sequence[Source], settings: Settings) -> dict[int, Coordinates]:
    """Where each page, by its number, came to lie on the raw topic."""
    places: dict[int, Coordinates] = {}
    refused: list[str] = []

    def told(result: Published | Refusal) -> None:
        if isinstance(result, Published):
            places[int(result.message.origin)] = (result.partition, result.offset)
        else:
            refused.append(f"{samples[int(result.origin)].relative}: {result.detail}")

    with Publisher(settings, told) as publisher:
        for number, sample in enumerate(samples):
            for found in reading.read(sample, Addressing()):
                if not isinstance(found, Message):
                    raise DemoError(f"cannot read {found.origin}: {found.detail}")
                publisher.send(replace(found, origin=str(number)))
    if refused:
        raise DemoError(f"the broker refused {', '.join(refused)}")
    return places


class _Watch:
    """Ends the waiting: at a deadline, or when the worker has ended."""

    def __init__(self, worker: subprocess.Popen[bytes], log: Path, seconds: float, tell: Tell) -> None:
        self._worker = worker
        self._log = log
        self._tell = tell
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds

    def check(self, found: int, wanted: int) -> None:
        """Raise `DemoError` where waiting is in vain."""
        self._tell(WAITING, f"{found} of {wanted} outcomes")
        if self._worker.poll() is not None:
            raise DemoError(f"the worker ended with {self._worker.returncode}; it said: {self._last_words()}")
        if time.monotonic() > self._deadline:
            said = self._last_words()
            raise DemoError(
                f"{found} of {wanted} outcomes after {self._seconds:g} s; the worker said: {said}"
            )

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-LAST_WORDS:].strip()


async def _all_there(settings: Settings, wanted: int, watch: _Watch) -> None:
    sources: set[Coordinates] = set()
    async with consumer(settings) as reader:
        while len(sources) < wanted:
            sources.update(record.source for record in await read(reader, settings))
            watch.check(len(sources), wanted)


def durations(log: Path) -> dict[Coordinates, float]:
    """Seconds that each page took, by a worker's JSON log; lines of other kinds are passed over."""
    found: dict[Coordinates, float] = {}
    for line in log.read_bytes().splitlines():
        with suppress(orjson.JSONDecodeError, KeyError, TypeError):
            entry = orjson.loads(line)
            found[entry[PARTITION], entry[OFFSET]] = entry[DURATION] / 1e9
    return found


def _results(
    samples: Sequence[Source],
    places: Mapping[int, Coordinates],
    records: Sequence[Harvested],
    seconds: Mapping[Coordinates, float],
) -> Iterator[Result]:
    for number, sample in enumerate(samples):
        place = places[number]
        own = tuple(record for record in records if record.source == place)
        entry = sample.entry
        yield Result(sample.relative, entry.expect if entry else None, own, seconds.get(place))
