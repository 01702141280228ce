"""Decides how the same work is done with FastStream: `process` in a handler that publishes what it returns."""

from __future__ import annotations

import asyncio
import logging

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker, KafkaMessage

from bench.stream.programs.given import ARTICLES, BROKER, GROUP, LARGEST, RAW
from bench.stream.programs.work import record_of

broker = KafkaBroker(BROKER, acks="all", compression_type="zstd", log_level=logging.DEBUG)


@broker.subscriber(
    RAW,
    group_id=GROUP,
    auto_offset_reset="earliest",
    ack_policy=AckPolicy.ACK,
    max_partition_fetch_bytes=LARGEST,
)
async def page(body: bytes, message: KafkaMessage) -> None:
    """Turn each page into an article, and confirm it once that is written."""
    key = message.raw_message.key
    await broker.publish(record_of(key, body), ARTICLES, key=key)


if __name__ == "__main__":
    asyncio.run(FastStream(broker, logger=None).run())
