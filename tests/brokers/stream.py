"""Gives every test a stream of its own, topics and group, on a broker that all share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

import pytest

from streams import topics
from streams.settings import Settings
from tests.brokers.witness import Place, Tail, Witness
from tests.brokers.worker import OURS, WorkerProcess

PARTITIONS = 4
# For tests whose `stream` is on Apache Kafka only.
ON_KAFKA = pytest.mark.parametrize(
    "broker_url", [pytest.param("kafka", id="kafka", marks=pytest.mark.kafka)], indirect=True
)
DELIVERY_SECONDS = 120.0
# Small enough for a short test, large enough for a machine with other work.
QUICK = {
    "BROKER_SESSION_TIMEOUT": "6",
    "BROKER_HEARTBEAT_INTERVAL": "1",
    "BROKER_REBALANCE_TIMEOUT": "4",
    "BROKER_COMMIT_INTERVAL": "0.2",
    "STREAMS_LOG_FORMAT": "json",
    "STREAMS_PROCESSES": "2",
}


@dataclass
class Stream:
    """Topics, a consumer group and the workers of it."""

    witness: Witness
    settings: dict[str, str]
    folder: Path
    program: tuple[str, ...] = OURS
    """The module that is the worker, with its arguments."""
    patience: float = DELIVERY_SECONDS
    """How long a worker may take to commit what it is waited for, in seconds."""
    workers: list[WorkerProcess] = field(default_factory=list)
    _seen: set[Place] = field(default_factory=set)

    @property
    def group(self) -> str:
        """The workers' consumer group."""
        return self.settings["APP_ID"]

    @property
    def raw(self) -> str:
        """Topic of the raw pages."""
        return self.settings["STREAMS_RAW_TOPIC"]

    @property
    def outcomes(self) -> dict[str, str]:
        """Topic of each kind of outcome."""
        return {
            "article": self.settings["STREAMS_ARTICLES_TOPIC"],
            "skipped": self.settings["STREAMS_SKIPPED_TOPIC"],
            "dead": self.settings["STREAMS_DLQ_TOPIC"],
        }

    @cached_property
    def _tail(self) -> Tail:
        return self.witness.tail(self.outcomes.values())

    def close(self) -> None:
        """Stop all that was started."""
        self._tail.close()
        for worker in self.workers:
            worker.close()

    def worker(self, **settings: str) -> WorkerProcess:
        """Start one more worker; it is stopped at the end of the test."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        worker = WorkerProcess({**self.settings, **settings}, log, self.program)
        self.workers.append(worker)
        return worker

    def wait_delivered(self, count: int, *, by: WorkerProcess) -> None:
        """Wait until there are so many outcomes; the worker must live for so long."""
        by.wait_for(lambda: self.delivered() >= count, f"{count} outcomes delivered", DELIVERY_SECONDS)

    def wait_committed(self, count: int, *, by: WorkerProcess) -> None:
        """Wait until the group is over so many raw pages; the worker must live for so long."""
        by.wait_for(lambda: self.committed() >= count, f"{count} pages committed", self.patience)

    def delivered(self) -> int:
        """How many outcome records have been seen by now, duplicates with them."""
        self._seen.update(record.place for record in self._tail.more())
        return len(self._seen)

    def committed(self) -> int:
        """Over how many raw pages the group is by now."""
        return sum(self.witness.committed(self.group, self.raw).values())


@contextmanager
def stream_on(url: str, folder: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Stream]:
    """A stream with its topics made and no worker yet."""
    name = uuid4().hex[:8]
    chosen = {
        "BROKER_URL": url,
        "APP_ID": f"group-{name}",
        "STREAMS_RAW_TOPIC": f"raw-{name}",
        "STREAMS_ARTICLES_TOPIC": f"articles-{name}",
        "STREAMS_SKIPPED_TOPIC": f"skipped-{name}",
        "STREAMS_DLQ_TOPIC": f"dlq-{name}",
        "STREAMS_PARTITIONS": str(PARTITIONS),
        **QUICK,
        **settings,
    }
    topics.ensure(Settings.from_env(chosen))
    stream = Stream(Witness(url), chosen, folder)
    with closing(stream):
        yield stream
