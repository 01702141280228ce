"""Decides how pages are sent during a run: at an even rate, each once, confirmed by all copies."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import NamedTuple

from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition

from tests.brokers.inputs import Case
from tests.brokers.witness import LARGEST, TIMEOUT, Place

FLUSH_SECONDS = 300.0
MOMENT = 0.05


class Sent(NamedTuple):
    """A page on the raw topic."""

    name: str
    """Its key, for a person."""
    outcome: str
    """What it must come to; empty where that is open."""
    at: float
    """When it was given to the client, by `time.time`."""


class Load:
    """Sends pages from a thread of its own until `finish` is called."""

    def __init__(self, url: str, topic: str, cases: Iterator[Case], pages_a_minute: float) -> None:
        self.sent: dict[Place, Sent] = {}
        """Every page that is confirmed, by where it lies."""
        self.given = 0
        """Pages that were given to the client."""
        self._url = url
        self._topic = topic
        self._cases = cases
        self._rate = pages_a_minute / 60
        self._errors: list[KafkaError] = []
        self._unplaced: list[Sent] = []
        self._finishing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)
        # Never given up, as only what is confirmed is known to be there: `finish` ends a hang.
        patience = {"message.timeout.ms": 0, "acks": "all", "enable.idempotence": True}
        self._producer = Producer(
            {
                "bootstrap.servers": url,
                "log_level": 0,
                "broker.address.family": "v4",
                "message.max.bytes": LARGEST,
                "linger.ms": 5,
                **patience,
            }
        )

    def start(self) -> None:
        """Send from now on."""
        self._thread.start()

    def finish(self) -> dict[Place, Sent]:
        """Send no more, wait until all is confirmed, and tell what was sent."""
        self._finishing.set()
        self._thread.join()
        self._producer.flush(FLUSH_SECONDS)
        assert not self._errors, self._errors[:5]
        confirmed = len(self.sent) + len(self._unplaced)
        assert confirmed == self.given, f"{self.given - confirmed} pages were not confirmed"
        self._find_unplaced()
        return self.sent

    def close(self) -> None:
        """Send no more, whatever became of it."""
        self._finishing.set()
        self._thread.join()
        self._producer.purge()

    def _run(self) -> None:
        started = time.monotonic()
        while not self._finishing.is_set():
            if self.given < (time.monotonic() - started) * self._rate:
                self._send(next(self._cases))
            else:
                self._producer.poll(MOMENT)

    def _send(self, case: Case) -> None:
        name = (case.input.key or b"").decode(errors="replace")
        confirmed = partial(self._confirmed, Sent(name, case.outcome, time.time()))
        headers: list[tuple[str, str | bytes | None]] = list(case.input.headers)
        try:
            self._producer.produce(
                self._topic, case.input.value, case.input.key, on_delivery=confirmed, headers=headers
            )
        except BufferError:  # librdkafka's own queue is full: this page is left out
            self._producer.poll(MOMENT)
        else:
            self.given += 1

    def _confirmed(self, sent: Sent, error: KafkaError | None, message: Message) -> None:
        if error is not None:
            self._errors.append(error)
            return
        partition, offset = message.partition(), message.offset()
        if partition is None or offset is None:
            # Sent again after the broker's first answer was lost with it: the second only says that it was there.
            self._unplaced.append(sent)
        else:
            self.sent[Place(self._topic, partition, offset)] = sent

    def _find_unplaced(self) -> None:
        """Nobody else writes to the topic: they are where no other page is, though which is where is open."""
        rest = sorted(self._places() - self.sent.keys(), key=str)
        assert len(rest) == len(self._unplaced), f"{len(rest)} places for {len(self._unplaced)} pages"
        for place, sent in zip(rest, self._unplaced, strict=True):
            self.sent[place] = sent._replace(name=f"perhaps {sent.name}", outcome="")

    def _places(self) -> set[Place]:
        consumer = Consumer({"bootstrap.servers": self._url, "group.id": "load", "log_level": 0})
        with closing(consumer):
            partitions = consumer.list_topics(self._topic, timeout=TIMEOUT).topics[self._topic].partitions
            ends = {
                number: consumer.get_watermark_offsets(TopicPartition(self._topic, number), timeout=TIMEOUT)
                for number in partitions
            }
        return {
            Place(self._topic, number, offset) for number, (_, end) in ends.items() for offset in range(end)
        }
