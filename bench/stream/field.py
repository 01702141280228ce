"""Decides on what the contenders are measured: topics on one broker, filled with the same pages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._listoffsets import OffsetSpec

from bench.stream.usage import cpu
from tests.brokers.kafka import KafkaNode
from tests.brokers.witness import Input, Witness

LARGEST = "12582912"
PATIENCE = 600.0
"""Seconds without which a run is given up."""
MOMENT = 0.05
PART = 500
SETTLING = 400


class BenchError(Exception):
    """A contender did not do what it was to do."""


@dataclass(frozen=True, slots=True)
class Topics:
    """A raw topic, and where what becomes of it goes."""

    raw: str
    articles: str
    skipped: str
    dead: str
    partitions: int

    @property
    def outcomes(self) -> tuple[str, str, str]:
        """Those that are written."""
        return (self.articles, self.skipped, self.dead)


class Field:
    """A broker, and what is asked of it."""

    def __init__(self, node: KafkaNode, folder: Path) -> None:
        self.url = node.url
        self.folder = folder
        """For logs and pages."""
        self._broker = node.pid
        self._witness = Witness(node.url)
        self._admin: AdminClient

    def raw(self, partitions: int) -> str:
        """A new topic for pages."""
        name = f"raw-{uuid4().hex[:8]}"
        self._witness.create(name, partitions, max_message_bytes=LARGEST)
        return name

    def send(self, topic: str, messages: Iterable[Input], partition: int | None = None) -> None:
        """Write pages onto a raw topic, by their keys or all onto one partition; wait until they are there."""
        part: list[Input] = []
        for message in messages:
            part.append(message)
            if len(part) == PART:
                self._witness.send(topic, part, partition)
                part.clear()
        self._witness.send(topic, part, partition)

    def topics(self, raw: str, partitions: int) -> Topics:
        """New topics for what becomes of the pages of a raw one."""
        mark = uuid4().hex[:8]
        made = Topics(raw, f"articles-{mark}", f"skipped-{mark}", f"dead-{mark}", partitions)
        for name in made.outcomes:
            self._witness.create(name, partitions, max_message_bytes=LARGEST)
        self._settle(made)
        return made

    def written(self, topics: Topics) -> int:
        """How many records there are of what became of the pages."""
        places = ((name, at) for name in topics.outcomes for at in range(topics.partitions))
        latest: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call]
        asked = {TopicPartition(*place): latest for place in places}
        return sum(future.result().offset for future in self._admin.list_offsets(asked).values())

    def broker_cpu(self) -> float:
        """Seconds of CPU that the broker has used."""
        return cpu(self._broker)

    def wait(self, topics: Topics, count: int, is_alive: Callable[[], bool]) -> int:
        """Wait until so many records are written; gives how many there are then. Raises `BenchError`."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.written(topics)) < count:
            if not is_alive() or time.monotonic() > deadline:
                raise BenchError(f"{found} of {count} records")
            time.sleep(MOMENT)
        return found

    def _settle(self, topics: Topics) -> None:
        """Wait until the broker knows who leads new partitions."""
        for _ in range(SETTLING):
            # Each time a new one: librdkafka goes on to ask whom it has asked in vain.
            self._admin = AdminClient({"bootstrap.servers": self.url, "log_level": 0})
            with suppress(KafkaException):
                self.written(topics)
                return
            time.sleep(MOMENT)
        raise BenchError("the broker does not make topics")
