"""Decides what logging costs: the CPU time of a page's line, as a share of what the page costs a worker.

    python -m bench.log_cost

Each sample page is extracted and told some times, in turn, in one process; sums of medians count. The share is taken of
extraction and telling alone. A real page costs a worker more than that, 0.3 ms in its main process for Kafka, so the
share is an upper bound.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from time import process_time_ns

from rich.console import Console
from rich.table import Table

from schemas import headers
from streams import logs
from streams.drift import Drift
from streams.metrics import Metrics
from streams.observer import Observer
from streams.outcome import Outcome, outcome_of
from streams.records import Message
from streams.status.recent import Recent
from streams.took import Took

PAGES = Path(__file__).parents[1] / "examples" / "pages"
RUNS = 15
# A single line is below the resolution of the clock.
LINES = 50
MOST = 0.03
"""The share that a line may cost."""


def main() -> int:
    """Prints what each part costs; exit status 1 where a line costs more than it may."""
    work = line = all_told = 0.0
    with TemporaryFile("w+") as stream:
        logs.set_up(style="json", level="info", node="worker-1", stream=stream)
        observer = Observer(Metrics(), Drift(50), Recent())
        pages = list(_pages())
        for message in pages:
            outcome = outcome_of(message.key, message.value, message.headers)
            work += _cost(lambda: outcome_of(message.key, message.value, message.headers), 1)  # noqa: B023
            line += _cost(lambda: logs.log_page(message, outcome, _TOOK), LINES)  # noqa: B023
            all_told += _cost(lambda: observer.page(message, outcome, _TOOK), LINES)  # noqa: B023
    _tell(len(pages), work, line, all_told)
    return 0 if _share(line, work) <= MOST else 1


_TOOK = Took(total=0.03, work=0.004, write=0.02)


def _pages() -> Iterator[Message]:
    for offset, path in enumerate(sorted(PAGES.glob("*.html"))):
        url = f"https://news.example/{path.stem}"
        yield Message(
            topic="pages.raw",
            partition=0,
            offset=offset,
            timestamp=0,
            key=url.encode(),
            value=path.read_bytes(),
            headers=((headers.URL, url.encode()),),
        )


def _cost(work: Callable[[], Outcome | None], times: int) -> float:
    """Milliseconds of CPU, the median of some runs."""
    taken = []
    for _ in range(RUNS):
        started = process_time_ns()
        for _ in range(times):
            work()
        taken.append((process_time_ns() - started) / times / 1e6)
    return median(taken)


def _share(part: float, work: float) -> float:
    return part / (work + part)


def _tell(pages: int, work: float, line: float, all_told: float) -> None:
    table = Table("", "ms a page", "share", title=f"{pages} sample pages")
    table.add_row("extraction", f"{work / pages:.3f}", "")
    table.add_row("its line in the log", f"{line / pages:.4f}", f"{_share(line, work):.2%}")
    table.add_row(
        "line, metrics, summary and drift", f"{all_told / pages:.4f}", f"{_share(all_told, work):.2%}"
    )
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
