"""Decides how many partitions, workers, children and brokers some pages a second need, from figures that were measured.

    python -m bench.scale --pages-per-second 10000 [--figures bench-output/stream.json]

A calculation, not a measurement: what one machine did, times how much of it is needed, with room to spare. Exit status:
2 where the figures are not there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from bench.report import OUTPUT, table
from bench.stream.contest import ONE_CHILD
from bench.stream.results import of

ROOM = 0.6
"""Of what a core or a disk can do: the rest is for peaks, and for catching up after a stop."""
CHILDREN = 8
"""Children of one worker at most: its main process then still has room."""
COPIES = 3
BROKER_MB = 100.0
"""Bytes a second that a broker takes in, copies of others included: a tenth of a 10 Gbit/s link, or a plain SSD."""
LEAST_BROKERS = 3
DAYS = 7
"""How long raw pages are kept: the default of `STREAMS_RAW_RETENTION_HOURS`."""
SPARE_PARTITIONS = 2
"""Partitions a worker, so that more workers can be added."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One worker with one child, a page: CPU in ms, sizes in kB."""

    main: float
    children: float
    broker: float
    page: float
    record: float = 5.0
    """Of an article as it is stored, packed: 18 kB of JSON on the mean, by zstd a quarter, and headers."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What some pages a second need."""

    children: int
    workers: int
    partitions: int
    worker_cores: float
    brokers: int
    broker_cores: float
    network: float
    """Into the workers, MB/s."""
    raw_tb: float
    """Raw pages of a week, with all copies."""
    articles_gb: float
    """Articles of a day, with all copies."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one row for each rate."""
    options = _parser().parse_args(arguments)
    try:
        known = measured(json.loads(options.figures.read_text(encoding="utf-8")))
    except OSError as error:
        print(f"{options.figures}: {error.strerror}; `make bench-stream` writes it", file=sys.stderr)
        return 2
    print(text([(rate, plan(rate, known)) for rate in options.pages_per_second]))
    return 0


def measured(outcome: dict[str, object]) -> Measured:
    """What counts of `stream.json`."""
    runs: dict[str, dict[str, list[dict[str, float]]]] = outcome["runs"]  # type: ignore[assignment] # as JSON
    pages: dict[str, float] = outcome["pages"]  # type: ignore[assignment] # as JSON
    ours = of(runs[min(runs, key=int)], ONE_CHILD.name)
    return Measured(ours["main"], ours["children"], ours["broker"], pages["mean_bytes"] / 1000)


def plan(rate: float, known: Measured) -> Plan:
    """For so many pages a second."""
    children = ceil(rate * known.children / 1000 / ROOM)
    # A main process is one core at most, whatever its children do.
    by_main = ceil(rate * known.main / 1000 / ROOM)
    workers = max(1, ceil(children / CHILDREN), by_main)
    written = rate * (known.page + known.record) / 1000 * COPIES
    broker_cores = rate * known.broker / 1000 * COPIES / ROOM
    return Plan(
        children=max(children, workers),
        workers=workers,
        partitions=max(8, SPARE_PARTITIONS * workers),
        worker_cores=rate * (known.main + known.children) / 1000 / ROOM,
        brokers=max(LEAST_BROKERS, ceil(written / BROKER_MB)),
        broker_cores=broker_cores,
        network=rate * known.page / 1000,
        raw_tb=rate * known.page / 1e9 * COPIES * DAYS * 86_400,
        articles_gb=rate * known.record / 1e6 * COPIES * 86_400,
    )


def text(plans: Sequence[tuple[float, Plan]]) -> str:
    """One row a rate."""
    head = ("pages/s", "partitions", "workers", "children", "cores of workers", "brokers", "cores of brokers")
    more = ("MB/s into workers", "raw pages, TB a week", "articles, GB a day")
    rows = (
        [
            *(f"{number:,.0f}" for number in (rate, one.partitions, one.workers, one.children)),
            f"{one.worker_cores:,.1f}",
            f"{one.brokers}",
            f"{one.broker_cores:,.1f}",
            *(f"{number:,.1f}" for number in (one.network, one.raw_tb, one.articles_gb)),
        ]
        for rate, one in plans
    )
    return table((*head, *more), rows, words=0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.scale", description="What some pages a second need, from measured figures."
    )
    parser.add_argument("--pages-per-second", type=_rate, nargs="+", default=[1.0, 100.0, 10_000.0])
    parser.add_argument(
        "--figures", type=Path, default=OUTPUT / "stream.json", help="what bench-stream wrote"
    )
    return parser


def _rate(given: str) -> float:
    rate = float(given)
    if not 0 < rate < float("inf"):
        raise argparse.ArgumentTypeError(f"{given}: expected a number above 0")
    return rate


if __name__ == "__main__":
    sys.exit(main())
