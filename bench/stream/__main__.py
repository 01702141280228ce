"""Decides what the benchmark of the whole stream measures, and in which order.

    EVALDATA=FOLDER python -m bench.stream [PAGES]

On one node of Apache Kafka, all on one machine and in turn. Writes `stream.json` (every figure, as measured),
`stream.md`, `stream-short.md` and three pictures into `bench-output/`. With fewer than `FULL` pages it is a quick look:
one round on 4 partitions, a small backlog, short runs.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

from bench import pages as sources
from bench import report
from bench.stream import flat, load, results
from bench.stream.contest import ALONE, CONTENDERS, ONE_CHILD, Contender, Run, alone, work_off
from bench.stream.documents import documents
from bench.stream.field import BenchError, Field
from bench.stream.latency import LOADS, PROFILES, latency
from bench.stream.starting import starting
from schemas.page import Page
from streams import compiled
from tests.brokers import kafka

FULL = 1000
PARTITIONS = (4, 16)
ROUNDS = 3
BACKLOG, SMALL_BACKLOG = 1_000_000, 10_000
LATENCY_SECONDS = 10.0
LEAST = 0.5
"""Of the pages: what is measured on fewer says nothing."""


def main(arguments: Sequence[str]) -> int:
    """Measure, and write what came of it."""
    if lacking := kafka.missing():
        print(f"bench-stream needs java and mvn: {lacking} on this machine", file=sys.stderr)
        return 1
    kafka.resolve_jars()
    count = int(arguments[0]) if arguments else FULL
    pages = load.articles(count)
    with kafka.KafkaNode() as node, tempfile.TemporaryDirectory(prefix="streams-bench-") as folder:
        outcome = measured(Field(node, Path(folder)), pages, is_full=count >= FULL)
    files = documents(outcome)
    report.keep({"stream.json": json.dumps(outcome, indent=2) + "\n", **files})
    print(files["stream.md"])
    return 0


def measured(ground: Field, pages: Sequence[Page], *, is_full: bool) -> results.Stream:
    """Everything."""
    runs, failed = contest(ground, pages, PARTITIONS if is_full else PARTITIONS[:1], ROUNDS if is_full else 1)
    capacity = results.of(runs["4"], ONE_CHILD.name)["pages_per_second"]
    return results.Stream(
        python=platform.python_version(),
        compiled=compiled.is_active(),
        cores=os.cpu_count() or 1,
        pages={
            "count": len(pages),
            "mean_bytes": round(fmean(len(page.body) for page in pages)),
            "invented": not sources.gold_sets(),
        },
        runs=runs,
        failed=failed,
        start=starting(ground, pages[:50]),
        latency=latencies(ground, pages, capacity, LATENCY_SECONDS if is_full else 4.0),
        flat=flat.flat(ground, 2000 if is_full else 300, BACKLOG if is_full else SMALL_BACKLOG),
    )


def contest(
    ground: Field, pages: Sequence[Page], topics: Sequence[int], rounds: int
) -> tuple[results.Runs, dict[str, str]]:
    """All contenders, round after round, so that whatever else the machine does meets all alike.

    `topics` are the numbers of partitions of the raw topics; on all but the first there is one round.
    """
    runs: results.Runs = {}
    failed: dict[str, str] = {}
    for partitions in topics:
        raw = ground.raw(partitions)
        ground.send(raw, map(load.message, pages))
        found: defaultdict[str, list[results.Figures]] = defaultdict(list)
        for _ in range(rounds if partitions == topics[0] else 1):
            for contender in CONTENDERS:
                # Before each: a machine may be a third slower than a minute ago.
                found[ALONE].append(alone(ground, pages).figures())
                tell(f"{contender.name}, {partitions} partitions")
                try:
                    run = _on_enough(
                        work_off(ground, contender, raw, partitions, len(pages)), contender, len(pages)
                    )
                except (BenchError, AssertionError) as error:
                    failed[contender.name] = str(error).splitlines()[0]
                else:
                    found[contender.name].append(run.figures())
        runs[str(partitions)] = dict(found)
    return runs, failed


def _on_enough(run: Run, contender: Contender, count: int) -> Run:
    """Who writes in very large batches has spent its time before the first look. Raises `BenchError`."""
    if run.pages < LEAST * contender.share * count:
        raise BenchError(f"only {run.pages} of {count} pages were left to measure after the first look")
    return run


def latencies(
    ground: Field, pages: Sequence[Page], capacity: float, seconds: float
) -> dict[str, dict[str, dict[str, float]]]:
    """Each set of settings at each share of what a worker with one child can do."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, settings in PROFILES.items():
        tell(f"latency, {name}")
        found[name] = {
            f"{share:.0%}": asdict(latency(ground, pages, share * capacity, settings, seconds))
            for share in LOADS
        }
    return found


def tell(what: str) -> None:
    """What goes on, for a person."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
