"""Decides what logging costs: the CPU time in which a page is told, as a share of what the page takes to extract.

    python -m bench.log_cost
    EVALDATA=/data/gold python -m bench.log_cost

Each page is extracted and told some times, in turn, in one process; sums of medians count. All told is the page's line,
its part in metrics, summaries and the status page's lists, the watch over its host, and the turn of a second that
comes once for some pages. The share is taken of extraction and telling alone. A page costs a worker more than that, for
Kafka and the way to a child process and back, so the share is an upper bound.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryFile
from time import process_time_ns

from rich.console import Console
from rich.table import Table

from bench import pages
from schemas import headers
from schemas.page import Page
from streams import logs
from streams.drift import Drift
from streams.metrics import UNCOUNTED, Metrics
from streams.observer import Observer
from streams.outcome import outcome_of
from streams.records import Message
from streams.status.recent import Recent
from streams.took import Took

A_SET = 20
RUNS = 7
LINES = UNCOUNTED
"""A single line is below the resolution of the clock; by so many the metrics have counted all of them."""
A_SECOND = 50
"""Pages between two turns: few, as a turn takes the same whatever there was to do."""
MOST = 0.03
"""The share that telling of a page may cost."""
_TOOK = Took(total=0.031234, work=0.004321, write=0.021234)


@dataclass(slots=True)
class Cost:
    """Milliseconds of CPU for the pages of a set."""

    name: str
    pages: int = 0
    bytes: int = 0
    work: float = 0.0
    line: float = 0.0
    told: float = 0.0

    @property
    def share(self) -> float:
        """All that is told of the pages, of all that they cost."""
        return self.told / (self.work + self.told)


def main() -> int:
    """Prints what each part costs; exit status 1 where telling costs more than it may."""
    with TemporaryFile("w+") as stream:
        logs.set_up(style="json", level="info", node="worker-1", stream=stream)
        costs = [_measured(name, found) for name, found in _sets()]
    _tell(costs)
    return 0 if all(cost.share <= MOST for cost in costs) else 1


def _sets() -> Iterator[tuple[str, Sequence[Page]]]:
    yield "examples", pages.samples()
    for gold in pages.gold_sets():
        yield gold.name, gold.spread(A_SET).pages()


def _measured(name: str, found: Sequence[Page]) -> Cost:
    observer, cost = Observer(Metrics(), Drift(50), Recent()), Cost(name)
    for number, page in enumerate(found):
        message = _message(number, page)
        # One host for each: pages of one that differ so often would be a change of its template each time.
        outcome = outcome_of(message.key, message.value, message.headers)._replace(
            domain=f"{number}.{name}.example"
        )

        def extract() -> None:
            outcome_of(message.key, message.value, message.headers)  # noqa: B023

        def log() -> None:
            for _ in range(LINES):
                logs.log_page(message, outcome, _TOOK)  # noqa: B023

        def tell() -> None:
            for number in range(LINES):
                logs.log_received(message)  # noqa: B023
                observer.page(message, outcome, _TOOK)  # noqa: B023
                if number % A_SECOND == 0:
                    observer.turn()

        cost.pages += 1
        cost.bytes += len(page.body)
        cost.work += _cost(extract)
        cost.line += _cost(log) / LINES
        cost.told += _cost(tell) / LINES
    return cost


def _message(number: int, page: Page) -> Message:
    url = page.url.encode()
    return Message(
        topic="pages.raw",
        partition=0,
        offset=number,
        timestamp=0,
        key=url,
        value=page.body,
        headers=((headers.URL, url),),
    )


def _cost(work: Callable[[], None]) -> float:
    """Milliseconds of CPU, the median of some runs."""
    taken = []
    for _ in range(RUNS):
        started = process_time_ns()
        work()
        taken.append((process_time_ns() - started) / 1e6)
    return median(taken)


def _tell(costs: Sequence[Cost]) -> None:
    table = Table("set", "pages", "kB", "extraction, ms", "line, ms", "all told, ms", "share")
    for cost in costs:
        each = (cost.bytes / 1000, cost.work, cost.line, cost.told)
        kilobytes, work, line, told = (value / cost.pages for value in each)
        shown = (f"{kilobytes:.0f}", f"{work:.2f}", f"{line:.4f}", f"{told:.4f}", f"{cost.share:.2%}")
        table.add_row(cost.name, str(cost.pages), *shown)
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
