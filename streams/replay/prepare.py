"""Decides whether a replay may begin, or go on: what is named must be there, and be what it was."""

from __future__ import annotations

from dataclasses import replace

from aiokafka import AIOKafkaConsumer

from streams import __version__
from streams.history.reader import consumer
from streams.history.rerun import Pages
from streams.history.span import Choice, NoSuchPart, spans, topics
from streams.history.wanted import Wanted
from streams.preflight import check_rights
from streams.replay.plan import Plan, Targets, plan
from streams.settings import Settings


class Changed(Exception):
    """The replay cannot be resumed as what it was; the text is one line for a person."""


async def prepare(
    settings: Settings, choice: Choice, wanted: Wanted, to: Targets, *, limit: int | None = None
) -> Plan:
    """The replay of what is chosen.

    Raises `ReadError`, `PreflightError`, or `NoSuchPart` where a topic or a partition is missing.
    """
    topic = settings.raw_topic
    async with consumer(settings) as reader:
        found = await spans(reader, topic, choice)
        await _check(reader, settings, to)
    return plan(settings, Pages(topic=topic, spans=found, wanted=wanted, limit=limit), to)


async def check_there(known: Plan, settings: Settings) -> None:
    """Raises `ReadError`, `PreflightError`, or `NoSuchPart` where a topic to write to is missing."""
    async with consumer(settings) as reader:
        await _check(reader, settings, known.to)


def check_unchanged(known: Plan, settings: Settings) -> None:
    """Raises `Changed` where the rest of a replay would not be like its beginning."""
    if known.version != __version__:
        raise Changed(
            f"replay {known.replay} was begun by version {known.version}, this is {__version__}: articles of both "
            "would be mixed, under different ids; begin a new one, or add --force"
        )
    if known.servers != settings.bootstrap_servers:
        raise Changed(
            f"replay {known.replay} was begun on {','.join(known.servers)}, BROKER_URL is "
            f"{','.join(settings.bootstrap_servers)}: if that is the same cluster add --force"
        )


async def _check(reader: AIOKafkaConsumer, settings: Settings, to: Targets) -> None:
    known = await topics(reader)
    for topic in to.topics:
        if topic not in known:
            raise NoSuchPart(
                f"there is no topic {topic} to write to, or this user may not see it: create it first"
            )
    # An article that is refused for want of a right would become a dead letter.
    targets = replace(settings, articles_topic=to.articles, skipped_topic=to.skipped, dlq_topic=to.dead)
    await check_rights(targets, "replay")
