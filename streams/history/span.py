"""Decides which offsets of a topic are meant: all, between two moments, or those that are named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.history.moment import milliseconds


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets of one partition, from `start` up to but without `end`. Not each need hold a message."""

    partition: int
    start: int
    end: int

    def __len__(self) -> int:
        return max(0, self.end - self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which part of a topic; without anything, all that is there now."""

    since: datetime | None = None
    """From the first message that has this time or a later one."""
    until: datetime | None = None
    """Up to, without, the first message that has this time or a later one."""
    partitions: Collection[int] = ()
    """Of these partitions only."""
    offsets: Mapping[int, tuple[int, int | None]] = field(default_factory=dict)
    """Of these partitions only, each from its first offset up to but without its second; None: to the end."""


class NoSuchPart(Exception):
    """The topic, a partition or an offset that was named does not exist; the text is one line for a person."""


async def spans(reader: AIOKafkaConsumer, topic: str, choice: Choice) -> list[Span]:
    """The offsets that are meant, one span for each partition, an empty one where there is nothing.

    Ends are those of this moment, so a topic that is being written has an end too. `since` and `until` are Kafka's
    own answers for these times. Raises `NoSuchPart`.
    """
    at = _chosen(await _partitions(reader, topic), topic, choice)
    firsts, ends = await reader.beginning_offsets(at), await reader.end_offsets(at)
    since = await _by_time(reader, at, choice.since)
    until = await _by_time(reader, at, choice.until)
    found = []
    for each in at:
        start, end = firsts[each], ends[each]
        if choice.since is not None:
            start = max(start, since.get(each, end))
        if choice.until is not None:
            end = min(end, until.get(each, end))
        if each.partition in choice.offsets:
            first, last = choice.offsets[each.partition]
            start, end = max(start, first), end if last is None else min(end, last)
        found.append(Span(each.partition, start, max(start, end)))
    return found


async def topics(reader: AIOKafkaConsumer) -> Mapping[str, set[int]]:
    """The partitions of each topic, as the broker knows them now.

    All topics are asked for: a question for one may make the broker create it.
    """
    # The client's public method leaves their partitions out.
    cluster = await reader._client.fetch_all_metadata()  # noqa: SLF001
    return {topic: cluster.partitions_for_topic(topic) for topic in cluster.topics()}


async def _partitions(reader: AIOKafkaConsumer, topic: str) -> set[int]:
    known = (await topics(reader)).get(topic)
    if not known:
        raise NoSuchPart(f"there is no topic {topic}, or this user may not see it")
    return known


def _chosen(there: set[int], topic: str, choice: Choice) -> list[TopicPartition]:
    named = set(choice.partitions) | set(choice.offsets)
    if missing := sorted(named - there):
        raise NoSuchPart(f"{topic} has no partition {missing[0]}: it has {len(there)}, 0 to {max(there)}")
    return [TopicPartition(topic, number) for number in sorted(named or there)]


async def _by_time(
    reader: AIOKafkaConsumer, at: list[TopicPartition], when: datetime | None
) -> Mapping[TopicPartition, int]:
    """The first offset at or after a time; nothing for a partition without one."""
    if when is None or not at:
        return {}
    answers = await reader.offsets_for_times(dict.fromkeys(at, max(0, milliseconds(when))))
    return {each: answer.offset for each, answer in answers.items() if answer is not None}
