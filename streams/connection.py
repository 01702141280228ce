"""Decides how our own Kafka clients connect; Faust's is told the same in its own words."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaProducer

from streams.tls import ssl_context

if TYPE_CHECKING:
    from streams.settings import Settings

STOP_SECONDS = 5.0
# A batch that is full is sent before its linger is over; aiokafka's 16 kB are full with two articles. In bytes.
PRODUCER_BATCH = 256 * 1024


def client_options(settings: Settings) -> dict[str, Any]:
    """Arguments for any client class of aiokafka: addresses, time limit, encryption, credentials.

    Raises `TlsError` where a file of certificates cannot be used.
    """
    return {
        "bootstrap_servers": list(settings.bootstrap_servers),
        "request_timeout_ms": int(settings.broker_request_timeout * 1000),
        "security_protocol": settings.security_protocol,
        "ssl_context": ssl_context(settings),
        "sasl_mechanism": settings.sasl_mechanism,
        "sasl_plain_username": settings.sasl_username,
        "sasl_plain_password": settings.sasl_password,
    }


def producer(settings: Settings, **options: Any) -> AIOKafkaProducer:
    """A producer, not yet started; `options` are aiokafka's own."""
    return AIOKafkaProducer(
        **client_options(settings),
        compression_type=settings.producer_compression_type,
        linger_ms=int(settings.producer_linger * 1000),
        max_request_size=settings.producer_max_request_size,
        **options,
    )


def transactional_producer(settings: Settings, transactional_id: str) -> AIOKafkaProducer:
    """A producer of this transactional id, not yet started."""
    return producer(
        replace(settings, producer_linger=0),  # all records of a transaction are there at once
        transactional_id=transactional_id,
        max_batch_size=PRODUCER_BATCH,
        transaction_timeout_ms=int(2 * settings.producer_request_timeout * 1000),
    )


async def hang_up(writer: AIOKafkaProducer) -> None:
    """Stop a producer, also where the broker has gone, and with it what was in flight."""
    try:
        await asyncio.wait_for(writer.stop(), STOP_SECONDS)
    except TimeoutError:
        await writer.client.close()
