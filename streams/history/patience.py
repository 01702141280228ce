"""Decides how long a reading goes on without a message: while the broker answers and the topic is there."""

from __future__ import annotations

import time

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from streams.history.span import topics

LOOK_SECONDS = 5.0
"""After so much silence the broker is asked."""
PATIENCE_SECONDS = 120.0
"""A broker that is restarted is back by then."""


class Patience:
    """What a reader without news waits with; aiokafka itself waits for ever, and without a word."""

    def __init__(self, reader: AIOKafkaConsumer, topic: str) -> None:
        self._reader, self._topic = reader, topic
        self._heard = self._looked = time.monotonic()

    def heard(self) -> None:
        """Something was read."""
        self._heard = self._looked = time.monotonic()

    async def end(self) -> str:
        """Nothing was read: why not to wait any longer, in one line for a person; empty where there is hope."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return ""
        try:
            known = await topics(self._reader)
        except (KafkaError, OSError, TimeoutError):
            self._looked = time.monotonic()
            silent = self._looked - self._heard
            return f"the broker has not answered for {silent:.0f} s" if silent >= PATIENCE_SECONDS else ""
        self.heard()
        return "" if self._topic in known else f"topic {self._topic} is no longer there"
