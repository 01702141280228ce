"""What the stream itself costs, beside the work on pages: a ratio within one run, with a wide margin."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.stream.contest import CONTENDERS, ONE_CHILD, work_off
from bench.stream.documents import FLOOR
from bench.stream.field import Field
from bench.stream.flat import small
from bench.stream.load import invented, message
from tests.brokers.kafka import KafkaNode

PAGES = 600
# Measured: 2 to 4 times the bare loop, on a busy machine.
MOST = 8.0
LARGE, LARGE_PAGES = 100_000, 500
# Measured: 1.02 and 1.05; where a fetch waits for as long as Faust says, 0.53 and 0.54.
LEAST_BUSY = 0.7


@pytest.mark.kafka
def test_the_worker_costs_a_small_multiple_of_moving_the_bytes(kafka: KafkaNode, tmp_path: Path) -> None:
    """CPU of its main process, against an aiokafka loop that reads and writes as many bytes and does nothing else."""
    ground = Field(kafka, tmp_path)
    raw = ground.raw(4)
    ground.send(raw, small(PAGES))
    bare = next(one for one in CONTENDERS if one.name == FLOOR)
    ours, floor = (work_off(ground, one, raw, 4, PAGES).figures()["main"] for one in (ONE_CHILD, bare))
    assert ours < MOST * floor


@pytest.mark.kafka
def test_a_backlog_on_one_partition_is_not_held_up_by_empty_ones(kafka: KafkaNode, tmp_path: Path) -> None:
    """The child is about as busy as where there are no others: no fetch waits for pages that do not come."""
    ground = Field(kafka, tmp_path)
    single, beside_others = (_busy(ground, partitions) for partitions in (1, 4))
    assert beside_others > LEAST_BUSY * single


def _busy(ground: Field, partitions: int) -> float:
    """Seconds of CPU of the child in a second, with a backlog on the first of so many partitions."""
    raw = ground.raw(partitions)
    ground.send(raw, (message(invented(number, LARGE)) for number in range(LARGE_PAGES)), partition=0)
    run = work_off(ground, ONE_CHILD, raw, partitions, LARGE_PAGES)
    return run.children / run.seconds
