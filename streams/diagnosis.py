"""Decides how it is told why a broker could not be used: in one line, beginning with the setting to look at."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
    NodeNotReadyError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)

from streams.refusals import rank, refusal

if TYPE_CHECKING:
    from streams.settings import Settings

REFUSED = (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
"""The user lacks a right."""
RIGHTS_HINT = (
    "docs/security.md lists the rights, `streams config --check --for COMMAND` tells which are missing"
)


async def start(client: Any) -> None:
    """Start a client of aiokafka. What it raises where no broker can be used has the true cause as its `__cause__`."""
    with overheard() as heard:
        try:
            await client.start()
        except KafkaConnectionError as error:
            raise error from heard.cause


def told(error: BaseException, settings: Settings, task: str) -> str:
    """One line for a person about what the client raised at a task, as `cannot compare the topics`."""
    servers = ",".join(settings.bootstrap_servers)
    if isinstance(error, REFUSED):
        return f"{task} at {servers}: {user(settings)} may not ({type(error).__name__}); {RIGHTS_HINT}"
    if isinstance(error, KafkaConnectionError):
        return unreachable(error.__cause__ or error, settings)
    # The bare class is raised where no broker gives its metadata.
    if isinstance(error, NodeNotReadyError) or type(error) is KafkaError:
        return elsewhere(error, settings, task)
    return f"{task} at {servers}: {one_line(error)}"


def unreachable(cause: BaseException, settings: Settings) -> str:
    """Why no broker could be connected to."""
    servers = ",".join(settings.bootstrap_servers)
    return refusal(cause, settings) or (
        f"BROKER_URL: no broker answers at {servers}; is that right, and does the broker run? ({one_line(cause)})"
    )


def elsewhere(cause: BaseException, settings: Settings, task: str) -> str:
    """Why a task failed at a broker that was reached at first, and not at the address that it told us to go on with."""
    servers = ",".join(settings.bootstrap_servers)
    return refusal(cause, settings) or (
        f"{task} at {servers}: no broker at the address that it told; is it down, or are its advertised.listeners "
        f"names that are not known here? ({one_line(cause)})"
    )


def user(settings: Settings) -> str:
    """Who we are to the broker, in words."""
    if settings.security_protocol.startswith("SASL"):
        return f"user {settings.sasl_username}"
    return (
        f"the user of {settings.ssl_certfile}" if settings.ssl_certfile else "a client that does not log in"
    )


def one_line(error: object) -> str:
    """What it says, or what it is."""
    return " ".join(str(error).split()) or type(error).__name__


class Heard:
    """What aiokafka logs while it connects."""

    def __init__(self) -> None:
        self.causes: list[BaseException] = []

    @property
    def cause(self) -> BaseException | None:
        """The most telling: a broker that is down says less than one that refuses."""
        return min(self.causes, key=rank, default=None)

    def keep(self, record: logging.LogRecord) -> None:
        """Take down what a line tells of."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        errors = [argument for argument in arguments if isinstance(argument, BaseException)]
        # Of a connection that was closed aiokafka says so, and not why.
        self.causes += [error.__cause__ or error for error in errors]


@contextmanager
def overheard() -> Iterator[Heard]:
    """What the client logs in this thread, instead of its log lines: it is closer to the cause than what it raises."""
    heard = Heard()
    logger, thread = logging.getLogger("aiokafka"), threading.get_ident()

    def keep(record: logging.LogRecord) -> bool:
        if record.thread != thread:
            return True
        heard.keep(record)
        return False

    logger.addFilter(keep)
    try:
        yield heard
    finally:
        logger.removeFilter(keep)
