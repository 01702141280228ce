"""The worker that one would write first with Faust: what it loses shows that the tests would see a loss."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import faust

from schemas.page import Page
from streams.outcome import Kind
from streams.pipeline import process
from streams.records import Message, stamp

RAW, ARTICLES = os.environ["STREAMS_RAW_TOPIC"], os.environ["STREAMS_ARTICLES_TOPIC"]

app = faust.App(
    os.environ["APP_ID"],
    broker=f"kafka://{os.environ['BROKER_URL']}",
    broker_commit_interval=0.2,
    broker_session_timeout=6.0,
    broker_heartbeat_interval=1.0,
    consumer_auto_offset_reset="earliest",
    topic_disable_leader=True,
    topic_allow_declare=False,
    table_standby_replicas=0,
    web_enabled=False,
)
raw = app.topic(RAW, key_serializer="raw", value_serializer="raw")
articles = app.topic(ARTICLES, key_serializer="raw", value_serializer="raw")


@app.agent(raw, concurrency=int(os.environ.get("CONCURRENCY", "1")))
async def pages(stream: Any) -> None:
    """Turns each page into an article."""
    async for event in stream.events():
        message = event.message
        page = Page.from_message(message.key, message.value, tuple(message.headers))
        article = await asyncio.to_thread(process, page)
        source = Message(
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            timestamp=0,
            key=message.key,
            value=None,
        )
        headers: Any = list(stamp(source, Kind.ARTICLE))
        sent = await articles.send(
            key=article.canonical_url.encode(), value=article.to_json(), headers=headers
        )
        await sent


if __name__ == "__main__":
    app.worker_init()
    faust.Worker(app, loglevel="info").execute_from_commandline()
