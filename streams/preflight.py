"""Decides whether the worker can work at all, and says in one line what is wrong where it cannot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    TransactionalIdAuthorizationFailed,
)

from schemas.log_fields import Action
from streams.connection import client_options, transactional_producer
from streams.diagnosis import elsewhere, one_line, overheard, told, unreachable, user
from streams.granted import lacking
from streams.logs import event
from streams.rights import Operation, Resource, Right, needed
from streams.settings import Settings
from streams.tls import TlsError
from streams.topics import configs_of

log = logging.getLogger(__name__)

TASK = "cannot ask the broker"
# Seconds for all questions to the brokers together.
TIMEOUT = 10.0
# Of these, for the question what we may do.
RIGHTS_TIMEOUT = 5.0
# Seconds before a broker is asked after another one did not answer.
PAUSE = 0.2

T = TypeVar("T")


class PreflightError(Exception):
    """The work cannot be done at this broker; the text is one line that says what to do."""


async def check(settings: Settings) -> None:
    """Raises `PreflightError` where brokers are not reached, refuse us, or lack a topic."""
    async with asking(settings) as admin:
        await _check_topics(admin, settings)
        await _check_sizes(admin, settings)
        await _check_rights(admin, settings, "worker")
    if settings.delivery == "exactly_once":
        await check_transactions(settings)


@asynccontextmanager
async def asking(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A client to ask brokers by. Raises `PreflightError` where none is reached, or has not told all in `TIMEOUT`."""
    try:
        admin = AIOKafkaAdminClient(**client_options(settings))
    except TlsError as error:
        raise PreflightError(str(error)) from error
    is_reached = False
    with overheard() as heard:
        try:
            async with asyncio.timeout(TIMEOUT):
                await admin.start()
                is_reached = True
                yield admin
        except (TimeoutError, KafkaConnectionError) as error:
            cause = heard.cause or TimeoutError(f"nothing heard for {TIMEOUT:g} s")
            line = elsewhere(cause, settings, TASK) if is_reached else unreachable(cause, settings)
            raise PreflightError(line) from error
        except (KafkaError, OSError) as error:
            raise PreflightError(told(error, settings, TASK)) from error
        finally:
            await admin.close()


async def _check_topics(admin: AIOKafkaAdminClient, settings: Settings) -> None:
    # All topics, not ours by name: asking for a name makes some brokers create it.
    present = {topic["topic"] for topic in await ask(admin.describe_topics)}
    for name, topic in _topics(settings).items():
        if topic not in present:
            servers = ",".join(settings.bootstrap_servers)
            raise PreflightError(
                f"{name}={topic}: there is no such topic on {servers}, or this user may not see it;"
                f" create it with `streams topics`{_or_grant(name, settings)}"
            )


def _or_grant(name: str, settings: Settings) -> str:
    """Whoever logs in may be without the right to the topic that this setting names: to Kafka that is the same."""
    if settings.security_protocol == "PLAINTEXT":
        return ""
    wanted = (right.operation.word for right in needed("worker", settings) if right.resource == name)
    return f", or grant {user(settings)} the right {' and '.join(wanted)} on it"


async def check_rights(settings: Settings, command: str) -> None:
    """Raises `PreflightError` where the user lacks a right that the command needs, or no broker is reached.

    A topic that the user does not even see is passed over.
    """
    async with asking(settings) as admin:
        await _check_rights(admin, settings, command)


async def _check_rights(admin: AIOKafkaAdminClient, settings: Settings, command: str) -> None:
    # A broker that is away or stands still, as the one that looks after the group may, is no want of rights.
    with suppress(KafkaError, TimeoutError):
        found = await asyncio.wait_for(lacking(admin, needed(command, settings), settings), RIGHTS_TIMEOUT)
        for right in found:
            raise PreflightError(right.lacking(settings, user(settings)))


async def check_transactions(settings: Settings) -> None:
    """Raises `PreflightError` where exactly once is asked for and cannot be had: a transactional id is tried."""
    producer = transactional_producer(settings, f"{settings.group}-preflight")
    try:
        with overheard():
            await asyncio.wait_for(producer.start(), TIMEOUT)
    except TransactionalIdAuthorizationFailed as error:
        right = Right(Operation.WRITE, Resource.TRANSACTIONS)
        raise PreflightError(right.lacking(settings, user(settings))) from error
    except (KafkaError, TimeoutError) as error:
        raise PreflightError(
            f"STREAMS_DELIVERY=exactly_once: the broker allows no transactions: {one_line(error)}"
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
        value = (await configs_of(admin, topic)).get("max.message.bytes")
    except KafkaError:  # a user may write to a topic and not see its settings
        return None
    return int(value) if value else None


def _topics(settings: Settings) -> Mapping[str, str]:
    return {
        "STREAMS_RAW_TOPIC": settings.raw_topic,
        "STREAMS_ARTICLES_TOPIC": settings.articles_topic,
        "STREAMS_SKIPPED_TOPIC": settings.skipped_topic,
        "STREAMS_DLQ_TOPIC": settings.dlq_topic,
    }
