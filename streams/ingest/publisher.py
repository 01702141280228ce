"""Decides how pages are published: many in flight, each confirmed by all in-sync replicas."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from schemas.limits import MIB
from schemas.rejection import Reason
from streams.background import Background
from streams.connection import client_options, hang_up, producer
from streams.diagnosis import start, told
from streams.ingest.message import Message, Refusal
from streams.settings import Settings

MESSAGES_IN_FLIGHT = 512
BYTES_IN_FLIGHT = 64 * MIB
BATCH_BYTES = MIB


class PublishError(Exception):
    """The broker cannot be reached, has no such topic or refuses us; the text is one line for a person."""


@dataclass(frozen=True, slots=True)
class Published:
    """A page that the broker has confirmed."""

    message: Message
    partition: int
    offset: int


class Publisher:
    """Publishes on the raw topic for as long as the `with` block lasts; its end awaits what is in flight.

    `told` gets `Published` or `Refusal` for each message, in another thread.
    Raises `PublishError` on entry, from `send` and at the end.
    """

    def __init__(self, settings: Settings, told: Callable[[Published | Refusal], None]) -> None:
        self._settings = settings
        self._told = told
        self._background = Background()
        self._producer: AIOKafkaProducer | None = None
        self._cleanup = ExitStack()
        self._room = threading.Condition()
        self._messages = 0
        self._bytes = 0
        self._failure: Exception | None = None

    def __enter__(self) -> Self:
        with ExitStack() as cleanup:
            cleanup.enter_context(self._background)
            cleanup.callback(lambda: self._background.run(self._stop()))
            self._tell_failure(self._background.submit(self._start()).exception())
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._cleanup:
            if kind is None:
                self._wait(lambda: self._messages == 0)

    def send(self, message: Message) -> None:
        """Hand a message over; waits while too much is in flight."""
        self._wait(lambda: self._messages < MESSAGES_IN_FLIGHT and self._bytes < BYTES_IN_FLIGHT)
        self._count(message, 1)
        self._background.submit(self._deliver(message))

    def _count(self, message: Message, step: int) -> None:
        with self._room:
            self._messages += step
            self._bytes += step * len(message.value or b"")
            self._room.notify_all()

    def _wait(self, ready: Callable[[], bool]) -> None:
        with self._room:
            self._room.wait_for(lambda: self._failure is not None or ready())
        self._tell_failure(self._failure)

    def _tell_failure(self, failure: BaseException | None) -> None:
        if isinstance(failure, KafkaError | OSError):
            raise PublishError(_told(failure, self._settings)) from failure
        if failure:
            raise failure

    async def _deliver(self, message: Message) -> None:
        try:
            self._told(await self._send(message))
        except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
            self._failure = self._failure or error
        finally:
            self._count(message, -1)

    async def _send(self, message: Message) -> Published | Refusal:
        assert self._producer is not None  # noqa: S101 - narrows the type
        topic, headers = self._settings.raw_topic, list(message.headers)
        try:
            sent = await self._producer.send_and_wait(topic, message.value, message.key, headers=headers)
        except (MessageSizeTooLargeError, RecordListTooLargeError) as error:
            return Refusal(message.origin, Reason.TOO_LARGE, f"refused by the broker: {error}")
        return Published(message, sent.partition, sent.offset)

    async def _start(self) -> None:
        settings = self._settings
        await _check_topic(settings)
        self._producer = producer(settings, acks="all", max_batch_size=BATCH_BYTES)
        await start(self._producer)

    async def _stop(self) -> None:
        if self._producer is not None:
            await hang_up(self._producer)


async def _check_topic(settings: Settings) -> None:
    """Asked as an administrator: a producer's question would make the broker create the topic."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await start(admin)
        if settings.raw_topic not in await admin.list_topics():
            raise PublishError(
                f"there is no topic {settings.raw_topic}, or this user may not see it: create it with 'streams topics'"
            )
    finally:
        await admin.close()


def _told(error: BaseException, settings: Settings) -> str:
    return told(error, settings, f"cannot publish on {settings.raw_topic}")
