"""What alerts and panels ask for is shown by a worker that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from streams.metric_list import METRICS
from tests.brokers import inputs
from tests.brokers.stream import Stream
from tests.brokers.witness import Input
from tests.brokers.worker import WorkerProcess
from tests.deploy import monitoring, promql

PAST, CHANGED = 120, 60


def scripted(name: str) -> Input:
    """A page whose text is made by a script, so that there is none to be read."""
    return inputs.page(name, body=b"<html><body><div id=app></div><script src=app.js></script>")


def after_a_change_of_template(stream: Stream) -> WorkerProcess:
    """A worker that has seen pages of a host, and then other ones."""
    worker = stream.worker().ready()
    stream.witness.send(stream.raw, inputs.pages(PAST, "past"), partition=0)
    stream.wait_committed(PAST, by=worker)
    stream.witness.send(stream.raw, [scripted(f"now-{number}") for number in range(CHANGED)], partition=0)
    stream.wait_committed(PAST + CHANGED, by=worker)
    return worker


def asked() -> Iterator[tuple[str, str, list[str]]]:
    """The title of each alert and panel, its query, and the labels that its words name."""
    for title, query, legend in monitoring.targets():
        yield title, query, re.findall(r"{{(\w+)}}", legend)
    for rule in monitoring.alerts():
        yield rule["alert"], rule["expr"], re.findall(r"\$labels\.(\w+)", str(rule["annotations"]))


def test_every_query_is_answered(stream: Stream) -> None:
    """All metrics of the list are there, and no alert, panel or legend names another one, or another label."""
    text = after_a_change_of_template(stream).get("/metrics")[1]
    shown = promql.shown(text)
    families = {name for name in re.findall(r"^# TYPE (\w+)", text, flags=re.MULTILINE) if "streams_" in name}
    assert families == {metric.name for metric in METRICS}
    assert [(title, found) for title, query, _ in asked() if (found := promql.unanswered(query, shown))] == []
    assert [title for title, query, labels in asked() if set(labels) - promql.labels_of(query, shown)] == []
