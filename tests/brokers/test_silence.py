"""A worker that has nothing to write still tells that its broker is away."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from schemas.log_fields import ACTION, MESSAGE, Action
from streams.broker import EmbeddedBroker
from tests.brokers import inputs
from tests.brokers.stream import stream_on
from tests.brokers.worker import WorkerProcess
from tests.cli.command import streams

pytestmark = pytest.mark.broker


def told(worker: WorkerProcess, action: Action) -> list[dict[str, Any]]:
    """The lines about one kind of event."""
    return [line for line in worker.lines() if line.get(ACTION) == action]


def test_an_idle_worker_tells_that_its_broker_is_away_and_back(tmp_path: Path) -> None:
    """Each in one line, with the remedy; `streams logs` makes one outage of it."""
    with EmbeddedBroker() as broker, stream_on(broker.url, tmp_path) as stream:
        worker = stream.worker().ready()
        sent = stream.witness.send(stream.raw, inputs.pages(4, "before"))
        stream.wait_committed(len(sent), by=worker)
        os.kill(broker.pid, signal.SIGSTOP)
        try:
            worker.wait_for(lambda: told(worker, Action.BROKER_AWAY), "told that it is away")
            assert "no broker has answered" in worker.get("/readyz")[1]
        finally:
            os.kill(broker.pid, signal.SIGCONT)
        worker.wait_for(lambda: told(worker, Action.BROKER_BACK), "told that it is back")
        assert worker.terminate() == 0
        [away] = told(worker, Action.BROKER_AWAY)
        assert "see to the broker" in away[MESSAGE]
        assert len(told(worker, Action.BROKER_BACK)) == 1
        said = streams("logs", worker.log).stdout.decode()
        assert said.count("the broker was away from") == 1
