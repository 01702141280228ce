from __future__ import annotations

import pytest

from schemas.limits import MIB
from streams import topics
from streams.processes import LOOPBACK, free_port
from streams.settings import Settings
from streams.tls import TlsError
from streams.topics import Difference, TopicsError
from tests.brokers import kafka as apache
from tests.brokers.witness import Witness

HOUR_MS = 3_600_000


def settings_for(url: str, prefix: str, **environ: str) -> Settings:
    """Settings with topics of their own."""
    names = {
        f"STREAMS_{kind.upper()}_TOPIC": f"{prefix}.{kind}" for kind in ("raw", "articles", "skipped", "dlq")
    }
    return Settings.from_env({"BROKER_URL": url, "STREAMS_PARTITIONS": "3", **names, **environ})


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> str:
    """A name that no other test has."""
    return f"topics-{abs(hash(request.node.nodeid)):x}"


def test_the_sizes_fit_what_is_written() -> None:
    """A raw topic takes the largest message; the topics written to take the producer's largest record."""
    settings = Settings.from_env({"STREAMS_MAX_MESSAGE_BYTES": str(5 * MIB)})
    sizes = {topic.name: int(topic.configs["max.message.bytes"]) for topic in topics.desired(settings)}
    assert 5 * MIB < sizes["pages.raw"] <= 5 * MIB + 64 * 1024
    assert sizes["articles"] == sizes["pages.dlq"] == settings.producer_max_request_size


def test_retention_is_in_milliseconds_and_zero_is_for_ever() -> None:
    """Hours of the settings are milliseconds of Kafka; 0 hours are its -1."""
    found = {topic.name: topic.configs.get("retention.ms") for topic in topics.desired(Settings.from_env({}))}
    assert found == {
        "pages.raw": str(168 * HOUR_MS),
        "articles": "-1",
        "pages.skipped": str(168 * HOUR_MS),
        "pages.dlq": str(720 * HOUR_MS),
    }


def test_a_compacted_topic_has_no_retention() -> None:
    """Compaction keeps the newest record of a key, however old."""
    settings = Settings.from_env({"STREAMS_ARTICLES_CLEANUP_POLICY": "compact"})
    configs = topics.desired(settings)[1].configs
    assert configs["cleanup.policy"] == "compact"
    assert "retention.ms" not in configs


def test_missing_topics_are_created(broker_url: str, prefix: str) -> None:
    """On a broker without them all four are made, and another client sees them with their partitions."""
    reports = topics.ensure(settings_for(broker_url, prefix))
    assert [report.created for report in reports] == [True] * 4
    witness = Witness(broker_url)
    assert [len(witness.partitions(report.topic.name)) for report in reports] == [3] * 4


def test_topics_in_order_differ_in_nothing(broker_url: str, prefix: str) -> None:
    """The second time there is nothing to create and nothing to tell."""
    settings = settings_for(broker_url, prefix)
    topics.ensure(settings)
    assert {(report.created, report.differences, report.note) for report in topics.ensure(settings)} == {
        (False, (), None)
    }


def test_differences_are_told_and_nothing_is_changed(broker_url: str, prefix: str) -> None:
    """What exists stays as it is, however often the difference is told."""
    topics.ensure(settings_for(broker_url, prefix))
    other = settings_for(
        broker_url,
        prefix,
        STREAMS_PARTITIONS="8",
        STREAMS_ARTICLES_CLEANUP_POLICY="compact",
        STREAMS_DLQ_RETENTION_HOURS="1",
        PRODUCER_MAX_REQUEST_SIZE=str(20 * MIB),
    )
    first, again = topics.ensure(other), topics.ensure(other)
    assert first == again
    found = {report.topic.name.removeprefix(f"{prefix}."): report.differences for report in first}
    partitions = Difference("partitions", "3", "8")
    size = Difference("max.message.bytes", str(12 * MIB), str(20 * MIB))
    retention = Difference("retention.ms", str(720 * HOUR_MS), str(HOUR_MS))
    assert found == {
        "raw": (partitions,),
        "articles": (partitions, size, Difference("cleanup.policy", "delete", "compact")),
        "skipped": (partitions,),
        "dlq": (partitions, size, retention),
    }
    assert str(partitions) == "partitions is 3, should be 8"


@pytest.mark.kafka
def test_a_refusal_is_one_line(kafka: apache.KafkaNode, prefix: str) -> None:
    """More copies than there are brokers: the broker's refusal is told in its words, with the topic."""
    settings = settings_for(kafka.url, prefix, STREAMS_REPLICATION_FACTOR="3")
    with pytest.raises(
        TopicsError, match=rf"{prefix}\.raw cannot be created: InvalidReplicationFactorError"
    ) as told:
        topics.ensure(settings)
    assert "\n" not in str(told.value)


def test_a_broker_that_is_not_there_is_told_with_its_address() -> None:
    """Nobody at the address is an error that names it."""
    url = f"{LOOPBACK}:{free_port()}"
    with pytest.raises(TopicsError, match=f"no broker answers at {url}"):
        topics.ensure(Settings.from_env({"BROKER_URL": url}))


def test_a_certificate_that_is_not_there_is_told() -> None:
    """A file that cannot be read is told with its setting."""
    environ = {"SECURITY_PROTOCOL": "SSL", "SSL_CAFILE": "no-such-file.pem"}
    with pytest.raises(TlsError, match=r"^SSL_CAFILE=no-such-file\.pem: .*No such file"):
        topics.ensure(Settings.from_env(environ))


@pytest.mark.kafka
def test_credentials_are_used(kafka: apache.KafkaNode, prefix: str) -> None:
    """On a listener that asks for a password the right one is let in and a wrong one is told."""
    login = {"SECURITY_PROTOCOL": "SASL_PLAINTEXT", "SASL_USERNAME": apache.USER}
    right = settings_for(kafka.sasl_url, prefix, **login, SASL_PASSWORD=apache.PASSWORD)
    assert all(report.created for report in topics.ensure(right))
    wrong = settings_for(kafka.sasl_url, prefix, **login, SASL_PASSWORD="wrong")
    with pytest.raises(TopicsError):
        topics.ensure(wrong)
