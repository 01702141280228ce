from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError, NodeNotReadyError

from streams import topics
from streams.broker import EmbeddedBroker
from streams.preflight import PreflightError, ask, check
from streams.processes import LOOPBACK, free_port
from streams.settings import Settings
from tests.brokers.kafka import KafkaNode


def settings_for(url: str, prefix: str) -> Settings:
    """Settings with topics of their own."""
    topics = {
        f"STREAMS_{kind}_TOPIC": f"{prefix}.{kind.lower()}" for kind in ("RAW", "ARTICLES", "SKIPPED", "DLQ")
    }
    return Settings.from_env({"BROKER_URL": url, "STREAMS_PARTITIONS": "1", **topics})


async def test_a_broker_that_is_not_there_is_told_by_its_address(caplog: pytest.LogCaptureFixture) -> None:
    """With the reason that only the client's log knows, and without that log."""
    address = f"{LOOPBACK}:{free_port()}"
    with pytest.raises(
        PreflightError, match=f"^BROKER_URL: no broker answers at {address}; .*Connect call failed"
    ):
        await check(Settings(bootstrap_servers=(address,)))
    assert not [record for record in caplog.records if record.name.startswith("aiokafka")]


@pytest.mark.parametrize("name", ["SSL_CAFILE", "SSL_CERTFILE", "SSL_KEYFILE"])
async def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    """With the setting that names it."""
    missing = str(tmp_path / "missing.pem")
    settings = Settings.from_env({"SECURITY_PROTOCOL": "SSL", "SSL_CERTFILE": missing, name: missing})
    with pytest.raises(
        PreflightError, match=rf"^SSL_\w+={missing}: this file cannot be read: No such file or directory$"
    ):
        await check(settings)


async def test_a_file_that_holds_no_certificate_is_told(tmp_path: Path) -> None:
    """It is the files of TLS that are wrong."""
    wrong = tmp_path / "ca.pem"
    wrong.write_text("no certificate")
    with pytest.raises(PreflightError, match=rf"^SSL_CAFILE={wrong}: this file holds no certificates$"):
        await check(Settings(security_protocol="SSL", ssl_cafile=str(wrong)))


@pytest.mark.broker
async def test_topics_that_are_there_are_enough(tansu: EmbeddedBroker) -> None:
    """And one that is not is named with its setting."""
    settings = settings_for(tansu.url, "preflight")
    with pytest.raises(PreflightError, match=r"^STREAMS_RAW_TOPIC=preflight\.raw: there is no such topic"):
        await check(settings)
    await asyncio.to_thread(topics.ensure, settings)
    await check(settings)


@pytest.mark.kafka
async def test_a_topic_for_smaller_records_is_warned_of(
    kafka: KafkaNode, caplog: pytest.LogCaptureFixture
) -> None:
    """The worker works, but what is larger will be refused."""
    settings = settings_for(kafka.url, "sizes")
    await asyncio.to_thread(topics.ensure, settings)
    larger = replace(settings, producer_max_request_size=50_000_000)
    with caplog.at_level(logging.WARNING, "streams.preflight"):
        await check(larger)
    assert [record.args[0] for record in caplog.records if isinstance(record.args, tuple)] == [
        "sizes.articles",
        "sizes.dlq",
    ]


async def test_one_of_several_brokers_may_be_down() -> None:
    """The client asks any of them: it is asked again until one that runs has answered."""
    failures = [NodeNotReadyError("node 3"), KafkaConnectionError("node 3")]

    async def question() -> list[str]:
        if failures:
            raise failures.pop()
        return ["a topic"]

    assert await ask(question) == ["a topic"]
