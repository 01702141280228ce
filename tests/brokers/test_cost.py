"""What the stream itself costs, beside the work on pages: a ratio within one run, with a wide margin."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.stream.contest import CONTENDERS, ONE_CHILD, work_off
from bench.stream.documents import FLOOR
from bench.stream.field import Field
from bench.stream.flat import small
from tests.brokers.kafka import KafkaNode

PAGES = 600
# Measured: 2 to 4 times the bare loop, on a busy machine.
MOST = 8.0


@pytest.mark.kafka
def test_the_worker_costs_a_small_multiple_of_moving_the_bytes(kafka: KafkaNode, tmp_path: Path) -> None:
    """CPU of its main process, against an aiokafka loop that reads and writes as many bytes and does nothing else."""
    ground = Field(kafka, tmp_path)
    raw = ground.raw(4)
    ground.send(raw, small(PAGES))
    bare = next(one for one in CONTENDERS if one.name == FLOOR)
    ours, floor = (work_off(ground, one, raw, 4, PAGES).figures()["main"] for one in (ONE_CHILD, bare))
    assert ours < MOST * floor
