"""Decides what moving the bytes alone costs: aiokafka reads each page and writes a record of an article's size.

As a worker it takes messages in batches, lets the producer gather records, awaits all confirmations and then commits.
"""

from __future__ import annotations

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench.stream.programs.given import ARTICLES, BROKER, GROUP, LARGEST, RAW

RECORD = b"{" + b"a word of an article, " * 270 + b"}"
"""As long as the record of an article is on the mean."""


async def main() -> None:
    """Read and write until it is ended from outside."""
    consumer = AIOKafkaConsumer(
        RAW,
        bootstrap_servers=BROKER,
        group_id=GROUP,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_partition_fetch_bytes=LARGEST,
    )
    producer = AIOKafkaProducer(bootstrap_servers=BROKER, acks="all", linger_ms=10, compression_type="zstd")
    async with consumer, producer:
        while True:
            taken = await consumer.getmany(timeout_ms=1000, max_records=50)
            messages = [message for batch in taken.values() for message in batch]
            sent = [await producer.send(ARTICLES, RECORD, message.key) for message in messages]
            await asyncio.gather(*sent)
            await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
