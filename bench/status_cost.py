"""Decides what the status page costs: CPU of a worker under load while it is open in a browser, and while nobody looks.

    python -m bench.status_cost

A real worker with one child works on Apache Kafka, at a steady 25 pages a second and then as fast as it can. In turn
nobody looks, the page is open in Chromium, nobody looks, and its figures are asked for some thirty times a second. The
latter shows best what one answer takes of the worker's main process; the page asks once a second. It needs `java`,
`mvn` and Chromium, which wants the same cores: what is seen of the open page is as unsteady as they are.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import aiohttp
from rich.console import Console
from rich.table import Table

from bench.stream.contest import ONE_CHILD, started
from bench.stream.field import BenchError, Field, Topics
from bench.stream.load import invented, message
from bench.stream.usage import usage
from streams.processes import LOOPBACK
from tests.brokers.kafka import KafkaNode, missing, resolve_jars
from tests.brokers.witness import Input
from tests.brokers.worker import WorkerProcess
from tests.browser import PROGRAM, Page, browser

PARTITIONS = 4
SIZE, KINDS = 30_000, 200
STEADY = 25
BACKLOG = 80_000
SETTLING = 0.5
ROUNDS = 4
WARM_UP = 200
PAUSE = 0.03
ASKED = "performance.getEntriesByType('resource').filter(each => each.name.includes('now?since')).length"
MOST = 0.02
"""The share of the worker's CPU that one answer a second may take."""

Count = Callable[[], Awaitable[int]]
"""How many answers there were so far."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What happened in some seconds, from one moment to another."""

    seconds: float
    cpu: float
    """Of the worker and its child."""
    main: float
    """Of the worker alone."""
    pages: int
    answers: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A turn in which nobody looked, and the one after it."""

    before: Turn
    looked: Turn
    is_steady: bool
    """Whether there was as much to do in each second; else each page took as much."""

    @property
    def usual(self) -> float:
        """How much more or less there was to do in the second turn."""
        if self.is_steady:
            return self.looked.seconds / self.before.seconds
        return self.looked.pages / self.before.pages

    @property
    def more(self) -> float:
        """What the worker took more than before, as a share of that."""
        return self.looked.cpu / (self.before.cpu * self.usual) - 1

    @property
    def answer_ms(self) -> float:
        """What an answer took of the main process."""
        return 1000 * (self.looked.main - self.before.main * self.usual) / max(1, self.looked.answers)

    @property
    def share(self) -> float:
        """What one answer a second takes, of all that the worker takes."""
        return self.answer_ms / 1000 / (self.before.cpu / self.before.seconds)


class Ground:
    """A worker at work, and who looks at it."""

    def __init__(self, field: Field, topics: Topics, worker: WorkerProcess, page: Page) -> None:
        self._field = field
        self._topics = topics
        self._worker = worker
        self._page = page

    async def pair(
        self, look: Callable[[], AbstractAsyncContextManager[Count]], seconds: float, *, is_steady: bool
    ) -> Pair:
        """Two turns."""
        async with self.nobody() as count:
            before = await self._turn(count, seconds)
        async with look() as count:
            return Pair(before, await self._turn(count, seconds), is_steady)

    @asynccontextmanager
    async def nobody(self) -> AsyncIterator[Count]:
        """Nobody looks."""
        await self._page.open("about:blank", 1200)

        async def none() -> int:
            return 0

        yield none

    @asynccontextmanager
    async def chromium(self) -> AsyncIterator[Count]:
        """The page is open."""
        await self._page.open(f"http://{LOOPBACK}:{self._worker.port}/status/", 1200)

        async def asked() -> int:
            return int(await self._page.value(ASKED))

        yield asked
        await self._page.open("about:blank", 1200)

    @asynccontextmanager
    async def often(self) -> AsyncIterator[Count]:
        """Somebody asks as the page does, but more often."""
        answers, since = 0, 0

        async def ask() -> None:
            nonlocal answers, since
            async with aiohttp.ClientSession() as session:
                while True:
                    url = f"http://{LOOPBACK}:{self._worker.port}/status/now?since={since}"
                    async with session.get(url) as answer:
                        points = (await answer.json())["points"]
                    since = points[-1][0] + 1 if points else since
                    answers += 1
                    await asyncio.sleep(PAUSE)

        async def count() -> int:
            return answers

        asking = asyncio.create_task(ask())
        yield count
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking

    async def _turn(self, count: Count, seconds: float) -> Turn:
        await asyncio.sleep(SETTLING)
        before = self._moment(), await count()
        await asyncio.sleep(seconds)
        after = self._moment(), await count()
        at, cpu, main, pages = (late - early for early, late in zip(before[0], after[0], strict=True))
        if not pages:
            raise BenchError("the worker did no page in a turn: is BACKLOG too small for how fast it is?")
        return Turn(at, cpu, main, round(pages), after[1] - before[1])

    def _moment(self) -> tuple[float, float, float, float]:
        used = usage([self._worker.process.pid])
        return (
            time.monotonic(),
            used.main + used.children,
            used.main,
            self._field.written(self._topics),
        )


def main() -> int:
    """Prints what looking costs; exit status 2 where it cannot run.

    1 where one answer a second costs more than it may.
    """
    if lacking := missing() or ("" if PROGRAM else "no Chromium"):
        print(f"bench.status_cost needs java, mvn and Chromium: {lacking} on this machine", file=sys.stderr)
        return 2
    resolve_jars()
    with KafkaNode() as node, tempfile.TemporaryDirectory(prefix="streams-bench-") as folder:
        field = Field(node, Path(folder))
        try:
            found = {
                name: asyncio.run(_measured(field, rate)) for name, rate in (("steady", STEADY), ("full", 0))
            }
        except BenchError as error:
            print(f"bench.status_cost: {error}", file=sys.stderr)
            return 2
    _tell(found)
    return 0 if all(_share(looks["often"]) <= MOST for looks in found.values()) else 1


def _share(pairs: Sequence[Pair]) -> float:
    return median(pair.share for pair in pairs)


async def _measured(field: Field, rate: int) -> Mapping[str, Sequence[Pair]]:
    """At so many pages a second; 0: as many as there can be."""
    raw = field.raw(PARTITIONS)
    pages = [message(invented(number, SIZE)) for number in range(KINDS)]
    if not rate:
        await asyncio.to_thread(field.send, raw, islice(cycle(pages), BACKLOG))
    topics = field.topics(raw, PARTITIONS)
    with started(field, ONE_CHILD, topics) as [worker]:
        worker.ready()
        sending = asyncio.create_task(_send(field, raw, pages, rate)) if rate else None
        await asyncio.to_thread(field.wait, topics, WARM_UP, lambda: worker.process.poll() is None)
        async with browser(field.folder / f"profile-{rate}") as page:
            ground = Ground(field, topics, worker, page)
            # The machine is never the same for long, so turns are short; a browser needs some time.
            found = {
                "chromium": [
                    await ground.pair(ground.chromium, 3.0, is_steady=bool(rate)) for _ in range(ROUNDS)
                ],
                "often": [
                    await ground.pair(ground.often, 1.0, is_steady=bool(rate)) for _ in range(3 * ROUNDS)
                ],
            }
        if sending:
            sending.cancel()
    return found


async def _send(field: Field, topic: str, pages: Sequence[Input], rate: int) -> None:
    due, source = time.monotonic(), cycle(pages)
    while True:
        await asyncio.to_thread(field.send, topic, [next(source)])
        due += 1 / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))


def _tell(found: Mapping[str, Mapping[str, Sequence[Pair]]]) -> None:
    columns = (
        "load",
        "looks",
        "pages/s",
        "ms a page",
        "answers/s",
        "more, %",
        "ms an answer",
        "share of one a second, %",
    )
    table = Table(*columns)
    for load, looks in found.items():
        for name, pairs in looks.items():
            seconds = sum(pair.looked.seconds for pair in pairs)
            row = (
                sum(pair.looked.pages for pair in pairs) / seconds,
                median(1000 * pair.before.cpu / pair.before.pages for pair in pairs),
                sum(pair.looked.answers for pair in pairs) / seconds,
                100 * median(pair.more for pair in pairs),
                median(pair.answer_ms for pair in pairs),
                100 * _share(pairs),
            )
            table.add_row(load, name, *(f"{value:.2f}" for value in row))
    Console(width=120).print(table)


if __name__ == "__main__":
    sys.exit(main())
