"""Decides what a soak is: very many pages through one worker, and whether its memory and open files grow with them."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression

import psutil

from tests.brokers import inputs, kafka
from tests.brokers.stream import PARTITIONS, Stream, stream_on
from tests.brokers.verifier import verify
from tests.brokers.witness import Input, Place
from tests.brokers.worker import ROOT, WorkerProcess
from tests.chaos import curve
from tests.chaos.start import prepared

OUTPUT = ROOT / "chaos-output"
MIB = 1024 * 1024
# Pages are sent by so many, or so many bytes, at a time; five times as many may wait on the topic.
ROUND = 2000
ROUND_BYTES = 128 * MIB
# Until caches are full and the first children were replaced, memory may grow.
WARM_UP = 0.2
# More than this over 100,000 pages is a leak, not chance.
MOST_GROWTH_MIB = 16.0
MOST_NEW_FILES = 4.0
PER = 100_000


@dataclass(frozen=True, slots=True)
class Sample:
    """The worker at one moment."""

    pages: int
    """Pages that were committed by then."""
    main: float
    """Resident memory of the worker itself, MiB."""
    children: float
    """Of its children together, MiB; what they share counts for each."""
    files: int
    """Open file descriptors of the worker itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 0 where nothing was lost and nothing grows."""
    options = _parser().parse_args(arguments)
    if not prepared(options.output):
        return 2
    with kafka.KafkaNode() as node, stream_on(node.url, options.output) as stream:
        load = Load(stream, options.pages, options.bytes)
        while options.waiting and load.send():
            pass
        worker = stream.worker().ready()
        samples = _soak(load, worker)
        (options.output / "soak.svg").write_text(curve.picture(samples))
        return _tell(samples, worker.terminate())


def growth(samples: Sequence[Sample], name: str) -> float:
    """How much a figure grows over 100,000 pages once the worker is warm: the slope of a line through it."""
    warm = [sample for sample in samples if sample.pages >= WARM_UP * samples[-1].pages]
    return (
        PER * linear_regression([each.pages for each in warm], [getattr(each, name) for each in warm]).slope
    )


class Load:
    """The pages of a soak, sent by and by."""

    def __init__(self, stream: Stream, pages: int, size: int) -> None:
        """`size` is that of a page on the mean, in bytes."""
        self.stream = stream
        self.pages = pages
        self.sent: list[Place] = []
        """Where each lies that was sent by now."""
        self.round = max(1, min(ROUND, ROUND_BYTES // size))
        self._source = _pages(size)

    def send(self) -> int:
        """Send the next pages; gives how many."""
        batch = [next(self._source) for _ in range(min(self.round, self.pages - len(self.sent)))]
        self.sent += self.stream.witness.send(self.stream.raw, batch)
        return len(batch)


def _soak(load: Load, worker: WorkerProcess) -> list[Sample]:
    samples: list[Sample] = []
    done = 0
    while done < load.pages:
        if len(load.sent) - done > 5 * load.round or not load.send():
            time.sleep(1)
        assert worker.process.poll() is None, f"the worker ended:\n{worker.tail()}"
        done = load.stream.committed()
        samples.append(_sample(worker, done))
        print(f"{done:>7,} pages  {samples[-1]}", flush=True)
    verify(load.stream, load.sent).holds_once()
    return samples


def _pages(size: int) -> Iterator[Input]:
    """Articles of all lengths, and one in fifty that is none; with what pages carry beside their text."""
    chance = random.Random(7)  # noqa: S311 - a mixture, not a secret
    number = 0
    light = [
        make for kind, make in inputs.KINDS.items() if kind not in {"9 MB", "over the limit", "gzip bomb"}
    ]
    while True:
        number += 1
        name = f"soak-{number}"
        if number % 50 == 0:
            yield chance.choice(light)(name).input
            continue
        clutter = f"<script>{'var a = 1; ' * int(size * min(4.0, chance.expovariate(1)) / 11)}</script>"
        yield inputs.page(name, body=inputs.html(name, chance.randint(3, 40), clutter))


def _sample(worker: WorkerProcess, pages: int) -> Sample:
    own = psutil.Process(worker.process.pid)
    children = 0
    for child in worker.children():
        try:
            children += child.memory_info().rss
        except psutil.NoSuchProcess:  # replaced after its share
            continue
    return Sample(pages, own.memory_info().rss / MIB, children / MIB, own.num_fds())


def _tell(samples: Sequence[Sample], status: int) -> int:
    peak = max(sample.main + sample.children for sample in samples)
    memory, files = growth(samples, "main"), growth(samples, "files")
    print(
        f"pages={samples[-1].pages} partitions={PARTITIONS} peak={peak:.0f}MiB status={status} "
        f"main={memory:+.1f}MiB children={growth(samples, 'children'):+.1f}MiB files={files:+.1f} per {PER} pages"
    )
    return 1 if status or memory > MOST_GROWTH_MIB or files > MOST_NEW_FILES else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="soak", description="Very many pages through one worker.")
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--bytes", type=int, default=60_000, help="mean size of a page")
    parser.add_argument("--waiting", action="store_true", help="send all before the worker starts")
    parser.add_argument(
        "--output", type=Path, default=OUTPUT, help="folder for log and picture; emptied first"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
