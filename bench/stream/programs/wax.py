"""Decides how the same work is done with bytewax: `process` as a map of a dataflow."""

from __future__ import annotations

from bytewax import operators as op
from bytewax.connectors.kafka import KafkaSinkMessage, KafkaSourceMessage
from bytewax.connectors.kafka import operators as kop
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from bench.stream.programs.given import ARTICLES, BROKER, LARGEST, RAW
from bench.stream.programs.work import record_of


def article(page: KafkaSourceMessage[bytes, bytes]) -> KafkaSinkMessage[bytes, bytes]:
    """What is written for a page."""
    return KafkaSinkMessage(page.key, record_of(page.key, page.value))


def flow() -> Dataflow:
    """Raw topic to articles. Its offsets lie in a recovery store of bytewax, here none, not in a group."""
    made = Dataflow("pages")
    fetch = {"max.partition.fetch.bytes": str(LARGEST)}
    # Of each partition, at a time. Its own thousand are all pages there are: nothing is written before all is done.
    raw = kop.input("raw", made, brokers=[BROKER], topics=[RAW], batch_size=10, add_config=fetch)
    articles = op.map("work", raw.oks, article)
    kop.output(
        "articles", articles, brokers=[BROKER], topic=ARTICLES, add_config={"compression.type": "zstd"}
    )
    return made


if __name__ == "__main__":
    cli_main(flow())
