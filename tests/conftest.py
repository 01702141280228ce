from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.broker import EmbeddedBroker
from tests.brokers import kafka as apache
from tests.brokers.secure import SecureKafka
from tests.brokers.stream import Stream, stream_on
from tests.brokers.worker import left_behind

TANSU = pytest.param("tansu", id="tansu", marks=pytest.mark.broker)
KAFKA = pytest.param("kafka", id="kafka", marks=pytest.mark.kafka)


def _brokers() -> list[Any]:
    """Apache Kafka is the truth; where it cannot run, the embedded broker is better than none; both if asked for."""
    if os.environ.get("ALL_BROKERS") == "1":
        return [TANSU, KAFKA]
    return [KAFKA] if os.environ.get("REQUIRE_KAFKA") == "1" or not apache.missing() else [TANSU]


def pytest_configure() -> None:
    """Let Ctrl-C reach the commands that are tested: a shell makes what it runs in the background ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    """At the end of the run every process of its workers is gone."""
    yield
    assert not left_behind()


@pytest.fixture(scope="session")
def tansu(_nothing_is_left_behind: None) -> Iterator[EmbeddedBroker]:
    """The embedded broker, one for the whole run."""
    with EmbeddedBroker() as broker:
        yield broker


@pytest.fixture(scope="session")
def kafka_jars(_nothing_is_left_behind: None) -> None:
    """All that Apache Kafka needs; a machine that lacks it skips the test, or fails it."""
    lacking = apache.missing()
    if lacking:
        refuse = pytest.fail if os.environ.get("REQUIRE_KAFKA") == "1" else pytest.skip
        refuse(f"tests on Apache Kafka need java and mvn: {lacking} on this machine")
    apache.resolve_jars()


@pytest.fixture(scope="session")
def kafka(kafka_jars: None) -> Iterator[apache.KafkaNode]:
    """A node of Apache Kafka, one for the whole run."""
    with apache.KafkaNode() as node:
        yield node


@pytest.fixture(scope="session")
def secure_kafka(kafka_jars: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureKafka]:
    """A node of Apache Kafka with encryption, logins and rights, one for the whole run."""
    with SecureKafka(tmp_path_factory.mktemp("certificates")) as node:
        yield node


@pytest.fixture(scope="session", params=_brokers())
def broker_url(request: pytest.FixtureRequest) -> str:
    """Address of each kind of broker in turn."""
    broker: EmbeddedBroker | apache.KafkaNode = request.getfixturevalue(request.param)
    return broker.url


@pytest.fixture
def stream_settings() -> dict[str, str]:
    """Settings of the stream's workers; for a module to give others."""
    return {}


@pytest.fixture
def stream(broker_url: str, tmp_path: Path, stream_settings: dict[str, str]) -> Iterator[Stream]:
    """A stream on each kind of broker in turn, with topics and no worker yet."""
    with stream_on(broker_url, tmp_path, stream_settings) as made:
        yield made


@pytest.fixture
def loggers_as_before() -> Iterator[None]:
    """What `set_up` changes for the whole process is put back."""
    root, hook = logging.root, threading.excepthook
    before = (root.handlers[:], root.level)
    callers = (logging._srcfile, logging.logProcesses, logging.logMultiprocessing)
    yield
    logging.captureWarnings(capture=False)
    logging._srcfile, logging.logProcesses, logging.logMultiprocessing = callers
    root.handlers[:], root.level, threading.excepthook = before[0], before[1], hook
    for name in ("faust", "mode", "aiokafka", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs no broker runs first, Apache Kafka last."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is not None for name in ("kafka", "broker")])
