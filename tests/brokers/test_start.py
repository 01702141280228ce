"""Workers that cannot do their work say so in one line and end."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from streams.broker import EmbeddedBroker
from streams.processes import LOOPBACK, free_port
from tests.brokers.stream import QUICK, Stream, stream_on
from tests.brokers.worker import WorkerProcess

pytestmark = pytest.mark.broker

BAD_SETTINGS = {
    "a number that is none": {"STREAMS_PAGE_TIMEOUT": "soon"},
    "a number below its least": {"STREAMS_PARTITIONS": "0"},
    "a word that is not on the list": {"PRODUCER_COMPRESSION_TYPE": "rar"},
    "a port that is none": {"WEB_PORT": "99999"},
    "an address that is none": {"BROKER_URL": "http://here and there"},
    "a name with a slip": {"STREAMS_PAGE_TIMOUT": "3"},
    "credentials that are missing": {"SECURITY_PROTOCOL": "SASL_SSL"},
    "two that do not go together": {"BROKER_SESSION_TIMEOUT": "60", "BROKER_REQUEST_TIMEOUT": "40"},
}


def failure_of(settings: dict[str, str], folder: Path) -> str:
    """The last line of a worker that cannot work; it ends non-zero by itself, without a traceback."""
    worker = WorkerProcess({**QUICK, **settings}, folder / "worker.log")
    try:
        assert worker.wait_exit() > 0, worker.tail()
    finally:
        worker.close()
    output = worker.output()
    assert "Traceback" not in output, output
    last = output.splitlines()[-1]
    assert last.startswith("streams"), output
    return last


@pytest.mark.parametrize("bad", BAD_SETTINGS)
def test_a_bad_setting_is_named(bad: str, tmp_path: Path) -> None:
    """A setting that cannot be stops the worker before it begins, with its name and what was expected."""
    settings = BAD_SETTINGS[bad]
    line = failure_of({"BROKER_URL": f"{LOOPBACK}:{free_port()}", **settings}, tmp_path)
    assert any(name in line for name in (*settings, "SASL_USERNAME"))
    assert "expected" in line


def test_nobody_at_the_broker_address(tmp_path: Path) -> None:
    """A broker that cannot be reached is named by its address."""
    url = f"{LOOPBACK}:{free_port()}"
    assert url in failure_of({"BROKER_URL": url}, tmp_path)


def test_a_topic_that_is_missing(stream: Stream) -> None:
    """A topic that nobody has made is named; the worker makes none by itself."""
    settings = {**stream.settings, "STREAMS_DLQ_TOPIC": "nobody-made-this"}
    assert "nobody-made-this" in failure_of(settings, stream.folder)
    assert "nobody-made-this" not in stream.witness.topics()


def test_a_web_port_that_is_taken(stream: Stream) -> None:
    """Where another program has the web port, the port is named."""
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert port in failure_of({**stream.settings, "WEB_PORT": port}, stream.folder)


@pytest.mark.broker
def test_a_broker_without_transactions(tansu: EmbeddedBroker, tmp_path: Path) -> None:
    """Where exactly once is asked for, the setting is named."""
    with stream_on(tansu.url, tmp_path, {"STREAMS_DELIVERY": "exactly_once"}) as stream:
        assert "STREAMS_DELIVERY=exactly_once" in failure_of(stream.settings, tmp_path)
