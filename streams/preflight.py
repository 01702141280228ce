"""Decides whether the worker can work at all, and says in one line what is wrong where it cannot."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError, KafkaError, NodeNotReadyError

from schemas.log_fields import Action
from streams.connection import client_options, transactional_producer
from streams.logs import event
from streams.settings import Settings

log = logging.getLogger(__name__)

# Seconds for all questions to the brokers together.
TIMEOUT = 10.0
# Seconds before a broker is asked after another one did not answer.
PAUSE = 0.2

T = TypeVar("T")


class PreflightError(Exception):
    """The worker cannot start; the text is one line that says what to do."""


async def check(settings: Settings) -> None:
    """Raises `PreflightError` where brokers are not reached, refuse us, or lack a topic."""
    servers = ",".join(settings.bootstrap_servers)
    _check_files(settings)
    try:
        admin = AIOKafkaAdminClient(**client_options(settings))
    except OSError as error:  # ssl.SSLError is one
        raise PreflightError(f"SSL_CAFILE, SSL_CERTFILE, SSL_KEYFILE: {error}") from error
    with _captured("aiokafka") as said:
        try:
            await asyncio.wait_for(_check_topics(admin, settings), TIMEOUT)
            if settings.delivery == "exactly_once":
                await _check_transactions(settings)
        except TimeoutError as error:
            reason = said[-1] if said else f"no answer within {TIMEOUT:g} s to {settings.security_protocol}"
            raise PreflightError(f"BROKER_URL={servers}: {reason}") from error
        except (KafkaError, OSError) as error:
            # What the client logs is closer to the cause than what it raises: "unable to bootstrap".
            raise PreflightError(f"BROKER_URL={servers}: {said[-1] if said else _one_line(error)}") from error
        finally:
            await admin.close()


def _check_files(settings: Settings) -> None:
    for name, path in (
        ("SSL_CAFILE", settings.ssl_cafile),
        ("SSL_CERTFILE", settings.ssl_certfile),
        ("SSL_KEYFILE", settings.ssl_keyfile),
    ):
        if path is not None and not os.access(path, os.R_OK):
            raise PreflightError(f"{name}={path}: this file cannot be read")


async def _check_topics(admin: AIOKafkaAdminClient, settings: Settings) -> None:
    await admin.start()
    # All topics, not ours by name: asking for a name makes some brokers create it.
    present = {topic["topic"] for topic in await ask(admin.describe_topics)}
    for name, topic in _topics(settings).items():
        if topic not in present:
            servers = ",".join(settings.bootstrap_servers)
            raise PreflightError(
                f"{name}={topic}: there is no such topic on {servers}, or this user may not see it;"
                " create the topics with `streams topics`"
            )
    await _check_sizes(admin, settings)


async def _check_transactions(settings: Settings) -> None:
    producer = transactional_producer(settings, f"{settings.group}-preflight")
    try:
        await asyncio.wait_for(producer.start(), TIMEOUT)
    except (KafkaError, TimeoutError) as error:
        raise PreflightError(
            f"STREAMS_DELIVERY=exactly_once: the broker allows no transactions: {_one_line(error)}"
        ) from error
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(producer.stop(), TIMEOUT)


async def ask(question: Callable[[], Awaitable[T]]) -> T:
    """The answer of any broker: the client asks one by chance, be it one that is down, and the next time another."""
    while True:
        try:
            return await question()
        except (KafkaConnectionError, NodeNotReadyError):
            await asyncio.sleep(PAUSE)


async def _check_sizes(admin: AIOKafkaAdminClient, settings: Settings) -> None:
    for topic in (settings.articles_topic, settings.dlq_topic):
        limit = await _max_message_bytes(admin, topic)
        if limit is not None and limit < settings.producer_max_request_size:
            event(
                log,
                logging.WARNING,
                Action.TOPIC,
                "topic %s takes records of %s bytes, PRODUCER_MAX_REQUEST_SIZE is %s: larger ones are refused there; "
                "raise the topic's max.message.bytes",
                topic,
                limit,
                settings.producer_max_request_size,
            )


async def _max_message_bytes(admin: AIOKafkaAdminClient, topic: str) -> int | None:
    try:
        # All configs, not this one by name: Tansu hangs up on a request that names some.
        answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    except KafkaError:  # a user may write to a topic and not see its settings
        return None
    values = [
        value
        for answer in answers
        for code, _, _, _, entries in answer.resources
        if not code
        for name, value, *_ in entries
        if name == "max.message.bytes"
    ]
    return int(values[0]) if values and values[0] else None


def _topics(settings: Settings) -> Mapping[str, str]:
    return {
        "STREAMS_RAW_TOPIC": settings.raw_topic,
        "STREAMS_ARTICLES_TOPIC": settings.articles_topic,
        "STREAMS_SKIPPED_TOPIC": settings.skipped_topic,
        "STREAMS_DLQ_TOPIC": settings.dlq_topic,
    }


def _one_line(text: object) -> str:
    return " ".join(str(text).split()) or type(text).__name__


@contextmanager
def _captured(name: str) -> Iterator[list[str]]:
    """What a library says of an error that we tell ourselves, instead of its log lines."""
    said: list[str] = []
    logger = logging.getLogger(name)

    def keep(record: logging.LogRecord) -> bool:
        said.append(_one_line(record.getMessage()))
        return False

    logger.addFilter(keep)
    try:
        yield said
    finally:
        logger.removeFilter(keep)
