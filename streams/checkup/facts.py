"""Decides what the broker is asked to judge by; nothing of it is changed."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import ApiVersionRequest

from streams.granted import lacking
from streams.preflight import PreflightError, ask, asking, check_transactions
from streams.rights import Right, needed
from streams.settings import Settings
from streams.topics import configs_of, desired

Configs = Mapping[str, str | None]
"""By their names; without any where the broker does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """How a partition is at this moment."""

    leader: int
    """Number of a broker; -1: none."""
    copies: int
    in_sync: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the broker has told."""

    versions: Mapping[int, int]
    """Of each kind of request, by its number, the newest version that it understands."""
    topics: Mapping[str, Sequence[Partition]]
    """Of ours, those that the user may see."""
    configs: Mapping[str, Configs]
    """Of each of these topics."""
    broker: Configs
    """Of the broker that was asked."""
    lacking: Sequence[Right]
    """Of the rights that the command needs, those that the user has not."""
    transactions: str | None
    """Why there can be no transactions, where they are wanted; else None."""


async def gather(settings: Settings, command: str) -> Facts:
    """Ask all. Raises `PreflightError` where no broker is reached."""
    async with asking(settings) as admin:
        topics = await _topics(admin, settings)
        versions = await _versions(admin)
        missing = await lacking(admin, needed(command, settings), settings)
        configs = {name: await _or_nothing(configs_of(admin, name)) for name in topics}
        broker = await _or_nothing(_broker(admin))
    return Facts(
        versions=versions,
        topics=topics,
        configs=configs,
        broker=broker,
        lacking=missing,
        transactions=await _transactions(settings, command),
    )


async def _topics(admin: AIOKafkaAdminClient, settings: Settings) -> Mapping[str, Sequence[Partition]]:
    ours = {topic.name for topic in desired(settings)}
    found = await ask(admin.describe_topics)
    return {each["topic"]: [*map(_partition, each["partitions"])] for each in found if each["topic"] in ours}


def _partition(told: Mapping[str, Any]) -> Partition:
    return Partition(leader=told["leader"], copies=len(told["replicas"]), in_sync=len(told["isr"]))


async def _versions(admin: AIOKafkaAdminClient) -> Mapping[int, int]:
    answer = await admin._send_request(ApiVersionRequest())  # noqa: SLF001 - the client has no public way for it
    return {kind: newest for kind, _, newest in answer.api_versions}


async def _broker(admin: AIOKafkaAdminClient) -> Configs:
    node = admin._client.get_random_node()  # noqa: SLF001 - as above
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.BROKER, str(node))])
    return {name: value for *_, entries in answer.resources for name, value, *_ in entries}


async def _or_nothing(asked: Awaitable[Configs]) -> Configs:
    """What was asked; nothing where the user may not know, or a broker has no answer."""
    try:
        return await asked
    except KafkaError:
        return {}


async def _transactions(settings: Settings, command: str) -> str | None:
    if command != "worker" or settings.delivery != "exactly_once":
        return None
    try:
        await check_transactions(settings)
    except PreflightError as error:
        return str(error)
    return None
