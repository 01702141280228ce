"""Decides which topics there must be, and tells in what those of the broker differ."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from schemas.limits import MIB
from streams.connection import client_options
from streams.diagnosis import start, told

if TYPE_CHECKING:
    from streams.settings import Settings

# A created topic must be known to the broker within that.
LISTING_SECONDS = 30.0
# Room for the key and the headers beside a value of the largest size.
HEADROOM_BYTES = 64 * 1024
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it must be."""

    name: str
    partitions: int
    replication_factor: int
    configs: Mapping[str, str]
    """What the topic itself must set, in Kafka's words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a topic is not as it must be."""

    setting: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.setting} is {self.found}, should be {self.wanted}"


@dataclass(frozen=True, slots=True)
class TopicReport:
    """What was done about one topic, and what is left to a person."""

    topic: Topic
    created: bool = False
    """It was not there before."""
    differences: tuple[Difference, ...] = ()
    """What an existing topic has otherwise; nothing of it was changed."""
    note: str | None = None
    """Why not all of an existing topic could be compared."""


class TopicsError(Exception):
    """The topics can be neither created nor compared; the text is one line for a person."""


def desired(settings: Settings) -> tuple[Topic, ...]:
    """The topics of the stream: raw pages, articles, skipped pages, dead letters."""
    incoming = settings.max_message_bytes + HEADROOM_BYTES
    outgoing = settings.producer_max_request_size
    policy = settings.articles_cleanup_policy
    table = (
        (settings.raw_topic, incoming, "delete", settings.raw_retention_hours),
        (settings.articles_topic, outgoing, policy, settings.articles_retention_hours),
        (settings.skipped_topic, MIB, "delete", settings.raw_retention_hours),
        (settings.dlq_topic, outgoing, "delete", settings.dlq_retention_hours),
    )
    return tuple(
        Topic(name, settings.partitions, settings.replication_factor, _configs(size, cleanup, hours))
        for name, size, cleanup, hours in table
    )


def ensure(settings: Settings) -> list[TopicReport]:
    """Create the topics that are missing, compare those that exist and leave them as they are.

    Gives a report for each of `desired`, in its order. Raises `TopicsError` where the broker is not
    reached or refuses.
    """
    return asyncio.run(_ensure(settings))


def _configs(max_message_bytes: int, cleanup_policy: str, retention_hours: int) -> dict[str, str]:
    configs = {
        "max.message.bytes": str(max_message_bytes),
        "cleanup.policy": cleanup_policy,
        # The producers' own compression is kept: packing again would cost the broker time.
        "compression.type": "producer",
    }
    if cleanup_policy == "delete":
        configs["retention.ms"] = str(retention_hours * HOUR_MS if retention_hours else -1)
    return configs


async def _ensure(settings: Settings) -> list[TopicReport]:
    try:
        async with _admin(settings) as admin:
            present = {found["topic"]: found for found in await admin.describe_topics()}
            reports = [
                await _compare(admin, topic, present[topic.name])
                if topic.name in present
                else await _create(admin, topic)
                for topic in desired(settings)
            ]
            await _until_listed(admin, {report.topic.name for report in reports} - present.keys())
            return reports
    except (KafkaError, OSError, TimeoutError) as error:
        raise TopicsError(told(error, settings, "cannot create or compare topics")) from error


@asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await start(admin)
        yield admin
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, topic: Topic) -> TopicReport:
    new = NewTopic(topic.name, topic.partitions, topic.replication_factor, topic_configs=dict(topic.configs))
    answer = await admin.create_topics([new])
    [(_, code, message)] = answer.topic_errors
    if code == TopicAlreadyExistsError.errno:  # another of us was faster, with the same settings
        return TopicReport(topic)
    if code:
        raise TopicsError(f"topic {topic.name} cannot be created: {for_code(code).__name__}: {message}")
    return TopicReport(topic, created=True)


async def _until_listed(admin: AIOKafkaAdminClient, names: set[str]) -> None:
    """A broker may take a moment to know of what was created, and until then refuses who asks for it."""
    deadline = time.monotonic() + LISTING_SECONDS
    while unseen := names - {found["topic"] for found in await admin.describe_topics()}:
        if time.monotonic() > deadline:
            raise TopicsError(
                f"topic {min(unseen)} is there, but is not seen: this user lacks the right Describe on it"
            )
        await asyncio.sleep(0.05)


async def _compare(admin: AIOKafkaAdminClient, topic: Topic, found: Mapping[str, Any]) -> TopicReport:
    partitions = found["partitions"]
    configs = await configs_of(admin, topic.name)
    told = differences(topic, len(partitions), len(partitions[0]["replicas"]), configs)
    return TopicReport(topic, differences=told, note=_note(topic, configs))


def differences(
    topic: Topic, partitions: int, replication_factor: int, configs: Mapping[str, str | None]
) -> tuple[Difference, ...]:
    """In what a topic that is there is not as it must be; what the broker does not tell is passed over."""
    wanted = {
        "partitions": str(topic.partitions),
        "replication factor": str(topic.replication_factor),
        **topic.configs,
    }
    actual = {**configs, "partitions": str(partitions), "replication factor": str(replication_factor)}
    return tuple(
        Difference(setting, found, value)
        for setting, value in wanted.items()
        if (found := actual.get(setting)) is not None and found != value
    )


async def configs_of(admin: AIOKafkaAdminClient, topic: str) -> Mapping[str, str | None]:
    """A topic's configs by name, those of the broker's defaults too; Tansu tells none.

    Raises `TopicAuthorizationFailedError` where the user may not see them, and what else aiokafka raises.
    """
    # All configs, not only ours: Tansu hangs up on a request that names some.
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    for code, message, *_ in answer.resources:
        if code:
            raise for_code(code)(message)
    return {name: value for *_, entries in answer.resources for name, value, *_ in entries}


def _note(topic: Topic, configs: Mapping[str, str | None]) -> str | None:
    untold = [name for name in topic.configs if name not in configs]
    return f"the broker does not tell {', '.join(untold)}" if untold else None
