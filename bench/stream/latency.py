"""Decides how long a page takes from its sending until its article can be read, at some share of what a worker can do.

A page is sent when a Poisson process says so: pages of news do not come in step.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import quantiles

from confluent_kafka import Consumer, Producer, TopicPartition

from bench.stream.contest import ONE_CHILD, started
from bench.stream.field import BenchError, Field
from bench.stream.load import message
from schemas import headers as names
from schemas.page import Page

PARTITIONS = 4
PROFILES: Mapping[str, Mapping[str, str]] = {
    "defaults": {},
    "low latency": {"PRODUCER_LINGER": "0"},
    "throughput": {"PRODUCER_LINGER": "0.2", "STREAMS_WINDOW_PAGES": "128"},
}
"""Settings that are compared."""
LOADS = (0.1, 0.5, 0.9)
WARM = 20
LEAST = 100
"""Pages of a run without those of the warm-up."""
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Latency:
    """How long pages took, in ms."""

    p50: float
    p99: float
    pages: int


def latency(
    ground: Field, pages: Sequence[Page], rate: float, settings: Mapping[str, str], seconds: float
) -> Latency:
    """Of pages that are sent at so many a second for so long, to a worker with one child."""
    topics = ground.topics(ground.raw(PARTITIONS), PARTITIONS)
    contender = replace(ONE_CHILD, settings={**ONE_CHILD.settings, **settings})
    with (
        started(ground, contender, topics) as workers,
        closing(_Reader(ground.url, topics.articles)) as reader,
    ):
        workers[0].ready()
        producer = Producer({"bootstrap.servers": ground.url, "linger.ms": 0, "message.max.bytes": 12582912})
        sent = 0
        for page, due in _due(pages, rate, seconds):
            while (left := due - time.monotonic()) > 0:
                reader.read(min(left, 0.01))
            item = message(page)
            producer.produce(topics.raw, item.value, f"{sent}", headers=list(item.headers))
            producer.poll(0)
            sent += 1
        producer.flush()
        deadline = time.monotonic() + PATIENCE
        while len(reader.took) < sent and time.monotonic() < deadline:
            reader.read(0.05)
    if len(reader.took) < sent:
        raise BenchError(f"{len(reader.took)} of {sent} articles could be read")
    cuts = quantiles(reader.took[WARM:], n=100, method="inclusive")
    return Latency(round(cuts[49], 1), round(cuts[98], 1), sent - WARM)


class _Reader:
    """Reads articles as they come, and remembers how long after its page each did."""

    def __init__(self, url: str, topic: str) -> None:
        self.took: list[float] = []
        """In ms, by the timestamp that the page's sender gave it."""
        self._consumer = Consumer(
            {"bootstrap.servers": url, "group.id": topic, "fetch.wait.max.ms": 10, "log_level": 0}
        )
        self._consumer.assign([TopicPartition(topic, number, 0) for number in range(PARTITIONS)])

    def read(self, seconds: float) -> None:
        """What there is; waits so long for one."""
        record = self._consumer.poll(seconds)
        if record is None or record.error():
            return
        now = time.time()
        given: dict[str, bytes] = dict(record.headers() or ())  # type: ignore[arg-type] # pairs
        sent = datetime.fromisoformat(given[names.CE_TIME].decode()).timestamp()
        self.took.append((now - sent) * 1000)

    def close(self) -> None:
        """Hang up."""
        self._consumer.close()


def _due(pages: Sequence[Page], rate: float, seconds: float) -> Iterator[tuple[Page, float]]:
    """Each page with the moment at which it is sent."""
    chance = random.Random(7)  # noqa: S311 - moments, not secrets
    due = time.monotonic()
    for number in range(max(round(rate * seconds), LEAST) + WARM):
        due += chance.expovariate(rate)
        yield pages[number % len(pages)], due
