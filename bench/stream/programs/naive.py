"""Decides what one would write first: a Faust agent that calls trafilatura in its loop."""

from __future__ import annotations

import json
from typing import Any

import faust
import trafilatura

from bench.stream.programs.given import ARTICLES, BROKER, GROUP, LARGEST, RAW

app = faust.App(
    GROUP,
    broker=f"kafka://{BROKER}",
    consumer_auto_offset_reset="earliest",
    consumer_max_fetch_size=LARGEST,
    topic_disable_leader=True,
    topic_allow_declare=False,
    web_enabled=False,
)
raw = app.topic(RAW, key_serializer="raw", value_serializer="raw")
articles = app.topic(ARTICLES, key_serializer="raw", value_serializer="raw")


@app.agent(raw)
async def pages(stream: Any) -> None:
    """Turn each page into an article."""
    async for key, page in stream.items():
        found = trafilatura.bare_extraction(page, url=key.decode(), with_metadata=True)
        record = found.as_dict() if found else {}
        record.pop("body", None)
        record.pop("commentsbody", None)
        await (await articles.send(key=key, value=json.dumps(record, default=str).encode()))


if __name__ == "__main__":
    faust.Worker(app, loglevel="warning").execute_from_commandline()
