from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from streams.checkup.facts import Facts, Partition
from streams.checkup.finding import Finding, State
from streams.checkup.judgement import judge
from streams.rights import Operation, Resource, Right
from streams.settings import Settings
from streams.topics import desired

SETTINGS = Settings.from_env({"STREAMS_PARTITIONS": "2", "STREAMS_REPLICATION_FACTOR": "3"})
LIMITS = {
    "group.min.session.timeout.ms": "6000",
    "group.max.session.timeout.ms": "1800000",
    "socket.request.max.bytes": "104857600",
    "transaction.max.timeout.ms": "900000",
}
WELL = Partition(leader=1, copies=3, in_sync=3)
FACTS = Facts(
    versions={0: 13, 1: 18},
    topics={topic.name: [WELL, WELL] for topic in desired(SETTINGS)},
    configs={topic.name: {**topic.configs, "min.insync.replicas": "2"} for topic in desired(SETTINGS)},
    broker=LIMITS,
    lacking=(),
    transactions=None,
)


def wrong(facts: Facts, settings: Settings = SETTINGS) -> Finding:
    """The one thing that is not well."""
    [found] = [each for each in judge(facts, settings, "worker") if each.state is not State.OK]
    assert found.remedy
    return found


def test_where_all_is_well_all_is_told_as_well() -> None:
    """A line for the broker, each topic, rights and limits."""
    found = judge(FACTS, SETTINGS, "worker")
    assert {each.state for each in found} == {State.OK}
    assert [each.about for each in found] == [
        *("broker", "topic pages.raw", "topic articles", "topic pages.skipped", "topic pages.dlq"),
        *("rights", "limits"),
    ]
    assert found[0].found == "speaks like Apache Kafka 4.1 or newer"


def test_a_broker_that_cannot_unpack_is_wrong() -> None:
    """Of its compression only: with another one it will do."""
    old = replace(FACTS, versions={0: 5, 1: 7})
    assert "PRODUCER_COMPRESSION_TYPE=lz4" in wrong(old).remedy
    found = judge(old, replace(SETTINGS, producer_compression_type="lz4"), "worker")
    assert found[0] == Finding("broker", State.OK, "speaks like a Kafka before 2.1")


def test_a_topic_that_is_missing_is_told_with_the_command_that_makes_it() -> None:
    """It may also be that the user must not see it."""
    found = wrong(
        replace(FACTS, topics={name: at for name, at in FACTS.topics.items() if name != "articles"})
    )
    assert found.about == "topic articles"
    assert "`streams topics`" in found.remedy


@pytest.mark.parametrize(
    ("config", "value", "remedy"),
    [
        ("max.message.bytes", "1048588", "--topic articles --add-config max.message.bytes=12582912"),
        ("cleanup.policy", "compact", "--add-config cleanup.policy=delete"),
        ("min.insync.replicas", "1", "raise it to 2"),
        ("min.insync.replicas", "3", "lower it to 2"),
        ("min.insync.replicas", "4", "lower it to 2"),
    ],
)
def test_a_config_that_does_not_fit_is_told_with_a_remedy(config: str, value: str, remedy: str) -> None:
    """Sizes, policies, and copies that are too few to be safe, or too many to write while one is down."""
    configs = {**FACTS.configs, "articles": {**FACTS.configs["articles"], config: value}}
    found = wrong(replace(FACTS, configs=configs))
    assert (found.about, found.state) == ("topic articles", State.WRONG)
    assert f"{config} is {value}" in found.found
    assert remedy in found.remedy


def test_partitions_that_differ_are_a_persons_decision() -> None:
    """Either side can be changed."""
    found = wrong(replace(FACTS, topics={**FACTS.topics, "articles": [WELL]}))
    assert found.found == "partitions is 1, should be 2"
    assert "STREAMS_PARTITIONS=1" in found.remedy
    assert "--partitions 2" in found.remedy


@pytest.mark.parametrize(
    ("partition", "state", "told"),
    [
        (replace(WELL, in_sync=2), State.NOTE, "not all copies are in sync"),
        (replace(WELL, leader=-1), State.WRONG, "has no leader"),
    ],
)
def test_partitions_that_are_not_well_are_told(partition: Partition, state: State, told: str) -> None:
    """What a broker that is down leaves."""
    found = wrong(replace(FACTS, topics={**FACTS.topics, "articles": [WELL, partition]}))
    assert (found.about, found.state) == ("topic articles", state)
    assert told in found.found


def test_one_copy_is_told_once() -> None:
    """For all topics together, and it is no fault."""
    single = replace(SETTINGS, replication_factor=1)
    alone = [replace(WELL, copies=1, in_sync=1)] * 2
    configs = {name: {**each, "min.insync.replicas": "1"} for name, each in FACTS.configs.items()}
    found = wrong(replace(FACTS, topics=dict.fromkeys(FACTS.topics, alone), configs=configs), single)
    assert (found.about, found.state) == ("topics", State.NOTE)


def test_a_right_that_is_missing_is_told_with_what_to_grant() -> None:
    """As the worker would tell it, that does not start."""
    found = wrong(replace(FACTS, lacking=[Right(Operation.WRITE, Resource.ARTICLES)]))
    assert found.found.startswith("STREAMS_ARTICLES_TOPIC: ")
    assert found.found.endswith("lacks the right Write on topic articles")
    assert found.remedy == "grant it: `streams config --acls` prints how"


def test_transactions_that_cannot_be_are_told() -> None:
    """And where they can be, that as well."""
    exact = replace(SETTINGS, delivery="exactly_once")
    assert wrong(replace(FACTS, transactions="no transactions"), exact).about == "transactions"
    assert "transactions" in {each.about for each in judge(FACTS, exact, "worker")}


@pytest.mark.parametrize(
    ("limit", "value", "settings", "remedy"),
    [
        ("group.min.session.timeout.ms", "30000", {}, "raise BROKER_SESSION_TIMEOUT"),
        ("group.max.session.timeout.ms", "9000", {}, "lower BROKER_SESSION_TIMEOUT"),
        ("socket.request.max.bytes", "1000000", {}, "lower PRODUCER_MAX_REQUEST_SIZE"),
        (
            "transaction.max.timeout.ms",
            "20000",
            {"delivery": "exactly_once"},
            "lower PRODUCER_REQUEST_TIMEOUT",
        ),
    ],
)
def test_a_limit_of_the_broker_that_is_too_narrow_is_told(
    limit: str, value: str, settings: dict[str, Any], remedy: str
) -> None:
    """With its value, and the setting of ours that it bounds."""
    found = wrong(replace(FACTS, broker={**LIMITS, limit: value}), replace(SETTINGS, **settings))
    assert found.found == f"{limit} of the broker is {value}"
    assert found.remedy.startswith(remedy)


def test_what_the_broker_does_not_tell_is_a_note() -> None:
    """Configs of a topic, and its own limits."""
    assert wrong(replace(FACTS, broker={})).about == "limits"
    found = wrong(replace(FACTS, configs={**FACTS.configs, "articles": {}}))
    assert (found.about, found.state) == ("topic articles", State.NOTE)
