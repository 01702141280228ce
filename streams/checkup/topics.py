"""Decides whether the topics are as the settings want them, and safe; and what to change where they are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.checkup.facts import Configs, Facts, Partition
from streams.checkup.finding import Finding, State
from streams.settings import Settings
from streams.topics import Difference, Topic, desired, differences

# What the settings say of topics that are yet to be made is, for one that is there, for a person to decide.
_DECIDE = {
    "partitions": "set STREAMS_PARTITIONS={found}, or add partitions: kafka-topics --alter --partitions {wanted}",
    "replication factor": "set STREAMS_REPLICATION_FACTOR={found}, or move to {wanted}: kafka-reassign-partitions",
}
_CHANGE = (
    "kafka-configs --alter --topic {topic} --add-config {setting}={wanted}, or change the setting for it"
)


def topics(facts: Facts, settings: Settings, command: str) -> Iterator[Finding]:
    """One finding a topic where all is well; else one for each thing that is not."""
    for topic in desired(settings):
        if topic.name in facts.topics:
            yield from _topic(topic, facts.topics[topic.name], facts.configs[topic.name])
        else:
            found, remedy = "is not there, or not to be seen by this user", "create it with `streams topics`"
            yield Finding(f"topic {topic.name}", State.WRONG, found, f"{remedy}, or grant Describe on it")
    if any(partition.copies == 1 for partitions in facts.topics.values() for partition in partitions):
        remedy = "STREAMS_REPLICATION_FACTOR=3 before topics are made that must not be lost"
        yield Finding("topics", State.NOTE, "one copy of a partition only: it goes with its broker", remedy)


def _topic(topic: Topic, partitions: Sequence[Partition], configs: Configs) -> Iterator[Finding]:
    about = f"topic {topic.name}"
    found = [*_differences(topic, partitions, configs), *_copies(about, partitions, configs)]
    if not any(finding.state is State.WRONG for finding in found):
        yield Finding(about, State.OK, f"{len(partitions)} partitions, as the settings say")
    yield from found
    if not configs:
        remedy = "grant DescribeConfigs on it to whoever runs this"
        yield Finding(about, State.NOTE, "the broker does not tell its configs", remedy)


def _differences(topic: Topic, partitions: Sequence[Partition], configs: Configs) -> Iterator[Finding]:
    for each in differences(topic, len(partitions), partitions[0].copies, configs):
        yield Finding(f"topic {topic.name}", State.WRONG, str(each), _remedy(topic, each))


def _remedy(topic: Topic, difference: Difference) -> str:
    return _DECIDE.get(difference.setting, _CHANGE).format(
        topic=topic.name, setting=difference.setting, found=difference.found, wanted=difference.wanted
    )


def _copies(about: str, partitions: Sequence[Partition], configs: Configs) -> Iterator[Finding]:
    if any(partition.leader < 0 for partition in partitions):
        yield Finding(about, State.WRONG, "a partition has no leader", "bring the brokers that hold it back")
    behind = sum(partition.in_sync < partition.copies for partition in partitions)
    if behind:
        found = f"of {behind} partitions not all copies are in sync"
        yield Finding(about, State.NOTE, found, "is a broker down, or slow?")
    copies = min(partition.copies for partition in partitions)
    least = configs.get("min.insync.replicas")
    if least and (told := _confirmed_by(int(least), copies)):
        found, remedy = told
        found = f"min.insync.replicas is {least}, with {copies} copies: {found}"
        yield Finding(about, State.WRONG, found, remedy)


def _confirmed_by(least: int, copies: int) -> tuple[str, str] | None:
    """What is wrong with so many copies that must have a record before it is confirmed, and what to do."""
    fewer = f"lower it to {max(1, copies - 1)}, or make more copies"
    if least > copies:
        return "nothing can be written", fewer
    if copies > 1 and least == copies:
        return "nothing can be written while one is down", fewer
    if copies > 1 and least == 1:
        return "what was confirmed may be lost with one broker", "raise it to 2"
    return None
