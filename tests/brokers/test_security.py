"""Connections that ask for a password."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brokers import inputs
from tests.brokers import kafka as apache
from tests.brokers.stream import Stream, stream_on
from tests.brokers.verifier import verify

pytestmark = pytest.mark.kafka


@pytest.fixture
def stream(kafka: apache.KafkaNode, tmp_path: Path) -> Iterator[Stream]:
    """A stream whose workers have to log in; the witness need not."""
    with stream_on(kafka.url, tmp_path) as made:
        made.settings |= {
            "BROKER_URL": kafka.sasl_url,
            "SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "SASL_MECHANISM": "PLAIN",
            "SASL_USERNAME": apache.USER,
            "SASL_PASSWORD": apache.PASSWORD,
        }
        yield made


def test_a_worker_logs_in_and_keeps_its_password_to_itself(stream: Stream) -> None:
    """With the right password pages are worked off, and even the most talkative log does not hold it."""
    places = stream.witness.send(stream.raw, inputs.pages(20, "login"))
    worker = stream.worker(STREAMS_LOG_LEVEL="debug")
    stream.wait_committed(len(places), by=worker)
    verify(stream, places).holds_once()
    assert worker.terminate() == 0, worker.tail()
    assert apache.PASSWORD not in worker.output()


def test_a_wrong_password_is_told_without_it(stream: Stream) -> None:
    """A worker that is not let in ends with one line that does not repeat the password."""
    worker = stream.worker(SASL_PASSWORD="not-the-password")
    assert worker.wait_exit() > 0, worker.tail()
    assert "Traceback" not in worker.output()
    assert "not-the-password" not in worker.output()
