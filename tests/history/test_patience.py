from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from streams.broker import EmbeddedBroker
from streams.history import patience
from streams.history import reader as history
from streams.history.reader import ReadError
from streams.history.span import Span
from streams.settings import Settings
from tests.brokers.kafka import KafkaNode
from tests.brokers.witness import TIMEOUT, Input, Witness


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LOOK_SECONDS", 0.3)
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 1.0)


def told(url: str, topic: str, then: Callable[[], object]) -> str:
    """What ends a reading that waits for more than there is, when something has happened in the midst of it."""
    seen: list[int] = []

    async def gather() -> None:
        async with history.consumer(Settings(bootstrap_servers=(url,))) as reader:
            async for batch in history.read(reader, topic, [Span(0, 0, 5)]):
                seen.extend(record.offset for record in batch.records)
                await asyncio.to_thread(then)

    with pytest.raises(ReadError) as raised:
        asyncio.run(asyncio.wait_for(gather(), TIMEOUT))
    assert seen == [0]
    return str(raised.value)


@pytest.mark.kafka
def test_a_topic_that_is_deleted_is_not_waited_for(kafka: KafkaNode) -> None:
    """Its messages will not come any more."""
    witness = Witness(kafka.url)
    witness.create("short-lived", 1)
    witness.send("short-lived", [Input(b"x")], 0)
    end = told(kafka.url, "short-lived", lambda: witness.delete("short-lived"))
    assert end == "topic short-lived is no longer there"


@pytest.mark.broker
def test_a_broker_that_has_gone_is_waited_for_for_some_time() -> None:
    """Then one line tells it."""
    with ExitStack() as stack:
        broker = stack.enter_context(EmbeddedBroker())
        witness = Witness(broker.url)
        witness.create("short-lived", 1)
        witness.send("short-lived", [Input(b"x")], 0)
        end = told(broker.url, "short-lived", stack.close)
    assert end.startswith("the broker has not answered for ")
