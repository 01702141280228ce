"""A worker that does not get on says so, and ends; one that has nothing to do stays."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from streams.broker import EmbeddedBroker
from tests.brokers import inputs
from tests.brokers.stream import stream_on
from tests.brokers.worker import NAIVE

IMPATIENT = {"STREAMS_PAGE_TIMEOUT": "2", "STREAMS_STALL_TIMEOUT": "8"}

PAGES = 2000

pytestmark = pytest.mark.broker


def test_a_worker_whose_broker_hangs_ends(tmp_path: Path) -> None:
    """With its own status, and the reason as its last word; it is for others to start it again."""
    with EmbeddedBroker() as broker, stream_on(broker.url, tmp_path) as stream:
        worker = stream.worker(**IMPATIENT).ready()
        stream.witness.send(stream.raw, inputs.pages(PAGES, "hung"))
        stream.wait_delivered(PAGES // 10, by=worker)
        os.kill(broker.pid, signal.SIGSTOP)
        try:
            assert worker.wait_exit() == 6
        finally:
            os.kill(broker.pid, signal.SIGCONT)
        assert "so that it is started again: " in worker.output()


def test_a_naive_worker_whose_broker_hangs_stays(tmp_path: Path) -> None:
    """For longer than ours does, and without a word: so the test above can fail."""
    with EmbeddedBroker() as broker, stream_on(broker.url, tmp_path) as stream:
        stream.program = NAIVE
        worker = stream.worker()
        stream.witness.send(stream.raw, inputs.pages(PAGES, "hung"))
        stream.wait_delivered(PAGES // 10, by=worker)
        os.kill(broker.pid, signal.SIGSTOP)
        said = len(worker.output())
        try:
            with pytest.raises(AssertionError, match="did not end"):
                worker.wait_exit(12)
        finally:
            os.kill(broker.pid, signal.SIGCONT)
        assert "ERROR" not in worker.output()[said:]


def test_a_worker_without_work_stays(tmp_path: Path) -> None:
    """Nothing waits for it: that is no stall."""
    with EmbeddedBroker() as broker, stream_on(broker.url, tmp_path) as stream:
        worker = stream.worker(**IMPATIENT).ready()
        with pytest.raises(AssertionError, match="did not end"):
            worker.wait_exit(15)
        assert json.loads(worker.get("/readyz")[1]) == {"status": "ready"}
