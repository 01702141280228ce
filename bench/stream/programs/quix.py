"""Decides how the same work is done with Quix Streams: `process` as a step of its data frame."""

from __future__ import annotations

import logging

from quixstreams import Application

from bench.stream.programs.given import ARTICLES, BROKER, GROUP, LARGEST, RAW
from bench.stream.programs.work import record_of


def article(value: bytes, key: bytes, timestamp: int, headers: object) -> bytes:
    """What is written for a page."""
    return record_of(key, value)


def main() -> None:
    """Run until it is ended from outside."""
    app = Application(
        broker_address=BROKER,
        consumer_group=GROUP,
        auto_offset_reset="earliest",
        auto_create_topics=False,
        loglevel=logging.WARNING,
        consumer_extra_config={"max.partition.fetch.bytes": LARGEST},
        producer_extra_config={"compression.type": "zstd"},
    )
    raw = app.topic(RAW, key_deserializer="bytes", value_deserializer="bytes")
    articles = app.topic(ARTICLES, key_serializer="bytes", value_serializer="bytes")
    pages = app.dataframe(raw)
    pages = pages.apply(article, metadata=True)
    pages.to_topic(articles)
    app.run()


if __name__ == "__main__":
    main()
