"""Decides who is measured, and how: the same pages wait on a topic, and each works them off, one after the other."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from bench.stream.field import BenchError, Field, Topics
from bench.stream.programs.given import WARM_UP
from bench.stream.usage import usage
from schemas.page import Page
from tests.brokers.worker import ROOT, WorkerProcess, environment

ALONE = "process() alone"
PROGRAMS = "bench.stream.programs"


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to turn pages into articles."""

    name: str
    program: tuple[str, ...]
    """A module and its arguments."""
    copies: int = 1
    """How many processes are started."""
    settings: Mapping[str, str] = field(default_factory=dict)
    share: float = 1.0
    """Of the pages: who is very slow is measured on fewer."""


def worker(name: str, copies: int = 1, **settings: str) -> Contender:
    """Ours."""
    return Contender(name, ("streams", "worker"), copies, settings)


ONE_CHILD = worker("worker, 1 child", STREAMS_PROCESSES="1")
CONTENDERS = (
    ONE_CHILD,
    worker("worker, 2 children", STREAMS_PROCESSES="2"),
    worker("2 workers, 1 child each", copies=2, STREAMS_PROCESSES="1"),
    Contender("bare aiokafka loop", (f"{PROGRAMS}.bare",)),
    Contender("Quix Streams, same process()", (f"{PROGRAMS}.quix",)),
    Contender("FastStream, same process()", (f"{PROGRAMS}.fast",)),
    Contender("bytewax, same process()", (f"{PROGRAMS}.wax",)),
    Contender("Faust agent, trafilatura", (f"{PROGRAMS}.naive", "worker", "--without-web"), share=0.2),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one contender needed for some pages."""

    pages: int
    seconds: float
    main: float
    """CPU of the processes that were started, in seconds."""
    children: float
    broker: float
    peak: int
    """The most memory of each of its processes, summed up, in bytes; 0 where that was not looked at."""

    def figures(self) -> dict[str, float]:
        """As it is kept: times in ms a page, memory in MB."""
        ms = {name: 1000 * getattr(self, name) / self.pages for name in ("main", "children", "broker")}
        return {"pages_per_second": self.pages / self.seconds, **ms, "peak_mb": self.peak / 1e6}

    @classmethod
    def between(cls, before: Moment, after: Moment) -> Self:
        """What happened from one moment to the other."""
        return cls(
            after.pages - before.pages,
            after.time - before.time,
            after.main - before.main,
            after.children - before.children,
            after.broker - before.broker,
            after.peak,
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """What was used and done until now."""

    pages: int
    time: float
    main: float
    children: float
    broker: float
    peak: int


def alone(ground: Field, pages: Sequence[Page]) -> Run:
    """`process()` with nothing around it."""
    file = ground.folder / "pages.pickle"
    file.write_bytes(pickle.dumps(list(pages)))
    command = (sys.executable, "-m", f"{PROGRAMS}.alone", str(file))
    done = subprocess.run(command, cwd=ROOT, env=environment({}), check=True, capture_output=True)  # noqa: S603
    told = json.loads(done.stdout)
    return Run(told["pages"], told["seconds"], told["cpu"], 0.0, 0.0, 0)


def work_off(ground: Field, contender: Contender, raw: str, partitions: int, count: int) -> Run:
    """Have a contender work off `count` pages of a raw topic; what comes before `WARM_UP` is not measured."""
    topics = ground.topics(raw, partitions)
    total = round(count * contender.share)
    with started(ground, contender, topics) as workers:
        before = reach(ground, topics, workers, max(1, round(total * WARM_UP)))
        return Run.between(before, reach(ground, topics, workers, total))


def reach(ground: Field, topics: Topics, workers: Sequence[WorkerProcess], pages: int) -> Moment:
    """The moment at which so many pages are done. Raises `BenchError`, with the end of the log."""
    try:
        found = ground.wait(topics, pages, lambda: all(one.process.poll() is None for one in workers))
    except BenchError as error:
        raise BenchError(f"{error}; {' '.join(one.tail(500) for one in workers)}") from error
    used = usage([one.process.pid for one in workers])
    return Moment(found, time.monotonic(), used.main, used.children, ground.broker_cpu(), used.peak)


@contextmanager
def started(ground: Field, contender: Contender, topics: Topics) -> Iterator[list[WorkerProcess]]:
    """Its processes, while the `with` block lasts."""
    logs = [ground.folder / f"{topics.articles}-{number}.log" for number in range(contender.copies)]
    settings = {**_settings(ground, topics), **contender.settings}
    workers = [WorkerProcess(settings, log, contender.program) for log in logs]
    try:
        yield workers
    finally:
        for one in workers:
            one.close()


def _settings(ground: Field, topics: Topics) -> dict[str, str]:
    return {
        "BROKER_URL": ground.url,
        "APP_ID": f"group-{topics.articles}",
        "STREAMS_RAW_TOPIC": topics.raw,
        "STREAMS_ARTICLES_TOPIC": topics.articles,
        "STREAMS_SKIPPED_TOPIC": topics.skipped,
        "STREAMS_DLQ_TOPIC": topics.dead,
        "BENCH_BROKER": ground.url,
        "BENCH_GROUP": f"group-{topics.articles}",
        "BENCH_RAW": topics.raw,
        "BENCH_ARTICLES": topics.articles,
    }
