"""A broker that is away for longer than the group waits for a member, and comes back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.brokers import inputs, kafka
from tests.brokers.stream import QUICK, stream_on
from tests.brokers.verifier import verify
from tests.chaos.cluster import Node, alone, wait_for

PAGES = 200
OUTAGE_SECONDS = float(os.environ.get("OUTAGE_SECONDS", "15"))
SETTLED_SECONDS = 180.0

pytestmark = pytest.mark.kafka


@pytest.fixture
def node(kafka_jars: None, tmp_path: Path) -> Iterator[Node]:
    """The only broker there is, on data that outlive it."""
    with alone(tmp_path / "broker") as made:
        yield made


ALL = ("at_least_once", "exactly_once") if os.environ.get("ALL_OUTAGES") == "1" else ("at_least_once",)


@pytest.mark.parametrize("delivery", ALL)
@pytest.mark.parametrize("go", [Node.kill, Node.stop] if len(ALL) > 1 else [Node.kill])
def test_a_broker_that_comes_back_finds_the_worker_at_work(
    node: Node, tmp_path: Path, go: Callable[[Node], None], delivery: str
) -> None:
    """It says meanwhile that it is not ready, loses nothing, and needs no restart."""
    assert float(QUICK["BROKER_SESSION_TIMEOUT"]) < OUTAGE_SECONDS
    with stream_on(node.url, tmp_path, {"STREAMS_DELIVERY": delivery}) as stream:
        assert stream.delivered() == 0  # its reader knows the topics from now on
        worker = stream.worker().ready()
        places = stream.witness.send(stream.raw, inputs.pages(PAGES, "before"))
        stream.wait_delivered(PAGES // 4, by=worker)
        go(node)
        worker.wait_for(lambda: worker.get("/readyz")[0] == 503, "unready")
        time.sleep(OUTAGE_SECONDS)
        node.come_back()
        wait_for(lambda: kafka.is_ready(node.process, node.url), SETTLED_SECONDS, node.log.read_text)
        places += stream.witness.send(stream.raw, inputs.pages(PAGES, "after"))
        worker.wait_for(lambda: stream.committed() == len(places), "all done", SETTLED_SECONDS)
        verdict = verify(stream, places)
        verdict.holds() if delivery == "at_least_once" else verdict.holds_once()
        worker.wait_for(lambda: worker.get("/readyz")[0] == 200, "ready again")
        assert worker.terminate() == 0, worker.tail()
