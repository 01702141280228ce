"""The worker that one would write first with Faust: what it loses shows that the tests would see a loss.

Faust's own settings come from the environment, as Faust reads them; the five choices below are those of its code.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import faust
from selectolax.lexbor import LexborHTMLParser

from schemas.page import Page
from streams.outcome import Kind
from streams.pipeline import process
from streams.records import Message, stamp

CONCURRENCY = int(os.environ.get("NAIVE_CONCURRENCY", "1"))
SEND = os.environ.get("NAIVE_SEND", "awaited")
CODEC = os.environ.get("NAIVE_CODEC", "raw")
ACK = os.environ.get("NAIVE_ACK", "by Faust")
GUARD = os.environ.get("NAIVE_GUARD", "ours")

app = faust.App(
    os.environ["APP_ID"],
    consumer_auto_offset_reset="earliest",
    topic_disable_leader=True,
    topic_allow_declare=False,
    table_standby_replicas=0,
    web_enabled=False,
)
raw = app.topic(os.environ["STREAMS_RAW_TOPIC"], key_serializer="raw", value_serializer=CODEC)
articles = app.topic(os.environ["STREAMS_ARTICLES_TOPIC"], key_serializer="raw", value_serializer="raw")


async def awaited(record: dict[str, Any]) -> None:
    """Wait until the broker has confirmed it."""
    await (await articles.send(**record))


async def unawaited(record: dict[str, Any]) -> None:
    """Wait until the client has taken it, as `yield` to a sink and `event.forward` do."""
    await articles.send(**record)  # type: ignore[unused-awaitable]  # the mistake that is shown


async def soon(record: dict[str, Any]) -> None:
    """Wait for nothing."""
    articles.send_soon(**record)  # type: ignore[unused-awaitable]  # the mistake that is shown


SENDS: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
    "awaited": awaited,
    "unawaited": unawaited,
    "soon": soon,
}


@app.agent(raw, concurrency=CONCURRENCY)
async def pages(stream: Any) -> None:
    """Turns each page into an article."""
    async for event in events(stream):
        record = await asyncio.to_thread(article, event.message)
        await SENDS[SEND](record)
        if ACK == "ours":
            event.ack()


def events(stream: Any) -> AsyncIterator[Any]:
    """What Faust acknowledges, or leaves to us."""
    found: AsyncIterator[Any] = (stream.noack() if ACK == "ours" else stream).events()
    return found


def article(message: Any) -> dict[str, Any]:
    """The record that becomes of a page. Raises whatever the page makes it raise."""
    page = Page.from_message(message.key, message.value, tuple(message.headers))
    if GUARD == "none":
        LexborHTMLParser(page.body)
    found = process(page)
    source = Message(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=0,
        key=message.key,
        value=None,
    )
    return {
        "key": found.canonical_url.encode(),
        "value": found.to_json(),
        "headers": list(stamp(source, Kind.ARTICLE)),
    }


if __name__ == "__main__":
    app.worker_init()
    faust.Worker(app, loglevel="info").execute_from_commandline()
