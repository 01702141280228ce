"""Decides how a replay writes: as the worker does, with its id on each record, and kinds without a topic not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from schemas import headers as names
from schemas.limits import MIB
from streams.connection import hang_up, producer
from streams.delivery import Delivery, one_by_one
from streams.diagnosis import start
from streams.forms import Destinations
from streams.records import Record, text
from streams.replay.plan import NOWHERE, Plan
from streams.settings import Settings

BATCH_BYTES = MIB
# Nobody waits for a single record of a replay, and a request costs as much CPU time as a page or two.
LINGER = 0.2


@asynccontextmanager
async def writing(settings: Settings, plan: Plan) -> AsyncIterator[Delivery]:
    """Takes outcomes; each is confirmed by all in-sync replicas. Raises what aiokafka raises at a start."""
    patient = replace(settings, producer_linger=max(settings.producer_linger, LINGER))
    client = producer(patient, acks="all", max_batch_size=BATCH_BYTES)
    patience = 2 * settings.producer_request_timeout
    mark = (names.REPLAY_ID, text(plan.replay))

    async def send(record: Record) -> None:
        if record.topic != NOWHERE:
            headers = [*record.headers, mark]
            async with asyncio.timeout(patience):
                await client.send_and_wait(record.topic, record.value, record.key, headers=headers)

    try:
        await start(client)
        yield Delivery(one_by_one(send), _destinations(settings, plan))
    finally:
        await hang_up(client)


def _destinations(settings: Settings, plan: Plan) -> Destinations:
    return Destinations(
        articles=plan.to.articles,
        skipped=plan.to.skipped,
        dead=plan.to.dead,
        group=plan.replay,
        max_bytes=settings.producer_max_request_size,
    )
