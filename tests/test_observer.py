from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from streams import logs
from streams.drift import Drift
from streams.metrics import Metrics
from streams.observer import Observer
from streams.outcome import Kind, Outcome
from streams.records import Message
from streams.status.recent import Recent
from streams.took import Took

MESSAGE = Message(topic="raw", partition=3, offset=17, timestamp=0, key=b"k", value=b"<p>page text")
SCHEMA = json.loads((Path(__file__).parents[1] / "schemas" / "log.schema.json").read_bytes())

pytestmark = pytest.mark.usefixtures("loggers_as_before")


def test_a_change_of_template_is_one_warning_and_a_metric() -> None:
    """Which names the host, what changed and what to do, in a line that keeps to the schema."""
    stream, metrics = io.StringIO(), Metrics()
    logs.set_up(style="json", level="warning", stream=stream)
    observer = Observer(metrics, Drift(50), Recent())
    for missing in [()] * 200 + [("date_published",)] * 200:
        article = Outcome(kind=Kind.ARTICLE, domain="news.example", words=400, quality=0.8, missing=missing)
        observer.page(MESSAGE, article, Took(0.02, 0.01, 0.005))
    [line] = map(json.loads, stream.getvalue().splitlines())
    assert Draft202012Validator(SCHEMA).is_valid(line)
    assert (line["event.action"], line["url.domain"]) == ("drift", "news.example")
    assert line["message"].startswith("pages of news.example changed: no date in 100%")
    assert line["streams.signs"]["date_published"]["now"] == 1.0
    assert 'streams_drifts_total{sign="date_published"} 1.0' in metrics.text().decode()


def test_a_summary_tells_of_every_slice_and_the_points_too() -> None:
    """Each page is counted once, whenever a slice ends."""
    stream, recent = io.StringIO(), Recent()
    logs.set_up(style="json", level="info", stream=stream)
    observer = Observer(Metrics(), Drift(50), recent)
    for number in range(7):
        observer.page(MESSAGE, Outcome(kind=Kind.ARTICLE), Took(0.02, 0.01, 0.005))
        if number % 3 == 0:
            observer.turn()
    observer.child_lost("timeout")
    for _ in range(2):
        observer.summarise(lag={}, in_hand=0, bytes_in_hand=0)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    first, second = (line for line in lines if line["event.action"] == "summary")
    assert (first["streams.pages"], first["streams.children_lost"], second["streams.pages"]) == (7, 1, 0)
    assert len(recent.articles) == 7
