"""Decides how long a worker takes from joining its group to its first article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bench.stream.contest import ONE_CHILD, reach, started
from bench.stream.field import Field
from bench.stream.load import message
from schemas.page import Page


def starting(ground: Field, pages: Sequence[Page]) -> dict[str, float]:
    """Seconds by the worker's own log: from its first line to its partitions, from there to its first article."""
    raw = ground.raw(4)
    ground.send(raw, map(message, pages))
    topics = ground.topics(raw, 4)
    with started(ground, ONE_CHILD, topics) as workers:
        reach(ground, topics, workers, len(pages))
        workers[0].terminate()
        lines = workers[0].lines()
    times = {line["event.action"]: _time(line) for line in reversed(lines) if "event.action" in line}
    return {
        "to_join": round((times["assigned"] - times["started"]).total_seconds(), 3),
        "to_first_article": round((times["page"] - times["assigned"]).total_seconds(), 3),
    }


def _time(line: dict[str, str]) -> datetime:
    return datetime.fromisoformat(line["@timestamp"])
