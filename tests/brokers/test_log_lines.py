"""Every line that a worker writes, from its start to its end, keeps to `schemas/log.schema.json`."""

from __future__ import annotations

import json
import signal
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from schemas.log_fields import Action
from streams.ending import Status
from tests.brokers import inputs
from tests.brokers.stream import Stream
from tests.brokers.worker import ROOT, WorkerProcess

SCHEMA = json.loads((ROOT / "schemas" / "log.schema.json").read_bytes())
CHECK = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def told(worker: WorkerProcess, action: Action) -> list[dict[str, Any]]:
    """The lines about one kind of event."""
    return [line for line in worker.lines() if line.get("event.action") == action]


def test_a_whole_life_keeps_to_the_schema(stream: Stream) -> None:
    """Start, rebalance, pages of all outcomes, a change of level, summaries, drain and stop; secrets are hidden."""
    worker = stream.worker(
        STREAMS_SUMMARY_INTERVAL="0.5", SASL_PASSWORD="hunter2", STREAMS_LOG_LEVEL="info"
    ).ready()
    worker.process.send_signal(signal.SIGUSR1)
    worker.wait_for(lambda: told(worker, Action.LEVEL), "debug lines")
    trace = ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    wrong = inputs.page("wrong", ("content-encoding", b"rot13"), trace)
    sent = stream.witness.send(stream.raw, [*inputs.pages(10, "told"), wrong])
    stream.wait_committed(len(sent), by=worker)
    second = stream.worker().ready()
    worker.wait_for(
        lambda: told(worker, Action.REVOKED) and len(told(worker, Action.ASSIGNED)) > 1, "sharing"
    )
    assert second.terminate() == Status.STOPPED
    assert worker.terminate() == Status.STOPPED
    for line in [*worker.lines(), *second.lines()]:
        assert not [error.message for error in CHECK.iter_errors(line)], line
    libraries = [line["log.level"] for line in worker.lines() if "event.action" not in line]
    assert not {"debug", "info"} & {*libraries}
    life = {action for action in Action if told(worker, action)}
    assert life >= {
        *(Action.STARTED, Action.ASSIGNED, Action.REVOKED, Action.STOPPING, Action.DRAINED, Action.STOPPED),
        *(Action.PAGE, Action.SUMMARY, Action.LEVEL, Action.RECEIVED),
    }
    assert all(line["streams.partitions"] for line in told(worker, Action.REVOKED))
    [start] = told(worker, Action.STARTED)
    assert start["streams.settings"]["SASL_PASSWORD"] == "***"
    assert "hunter2" not in worker.output()
    assert sum(line["streams.pages"] for line in told(worker, Action.SUMMARY)) == len(sent)
    assert worker.lines()[-1]["process.exit_code"] == 0
    [lost] = [line for line in told(worker, Action.PAGE) if line["streams.outcome"] == "dead"]
    assert (lost["trace.id"], lost["event.outcome"]) == ("0af7651916cd43dd8448eb211c80319c", "failure")
