"""Decides what a page costs: bytes in, JSON out, as a multiple of a bare parse of the same bytes.

    python -m bench.cost [PAGES-A-SET]

CPU time of one process. Each page is run some times, all its stages in turn, and the medians count.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from statistics import mean, median
from time import process_time_ns
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser

from bench import limits, pages
from schemas.page import Page
from schemas.rejection import PageError
from streams import pipeline
from streams.enrich import STEPS
from streams.extract.body import extract_body
from streams.extract.kind import reject_unless_article
from streams.extract.record import record
from streams.sites import rule_for

T = TypeVar("T")
Costs = Mapping[str, float]
"""Milliseconds by name."""

RUNS = 5
PAGES_A_SET = 100
WHOLE, BARE = "record", "bare parse"
STAGES = ("decode, parse", "body", "metadata", "enrich", "to JSON")


class Stopwatch:
    """Milliseconds of CPU by name, for one run of one page."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def time(self, name: str, work: Callable[[], T]) -> T:
        """What `work` returns."""
        started = process_time_ns()
        result = work()
        self.spent[name] = (process_time_ns() - started) / 1e6
        return result


def main(arguments: list[str]) -> int:
    """Prints one row a set of pages. Exit status: 1 where a set costs more than it may."""
    most = int(arguments[0]) if arguments else PAGES_A_SET
    measured = {name: [costs(page) for page in chosen if is_article(page)] for name, chosen in sets(most)}
    table = Table(title="CPU per page in ms, means over the articles of a set", title_justify="left")
    for column in ("set", "articles", BARE, WHOLE, "times bare", "median", *STAGES):
        table.add_column(column, justify="left" if column == "set" else "right")
    for name, found in measured.items():
        table.add_row(name, *cells(found))
    Console(width=150).print(table)
    too_dear = [name for name, found in measured.items() if not limits.is_cost_good(name, times_bare(found))]
    return 1 if too_dear else 0


def sets(most: int) -> Iterator[tuple[str, list[Page]]]:
    """The samples, and at most so many pages of each gold set, spread over it."""
    yield "examples", pages.samples()
    for folder in pages.gold_sets():
        rows = pages.gold_rows(folder)
        step = max(1, len(rows) // most)
        yield folder.name, [pages.gold_page(folder, row) for row in rows[::step][:most]]


def cells(measured: Sequence[Costs]) -> list[str]:
    """The figures of one set; pages that are no articles take a shorter way and are left out."""
    return [
        str(len(measured)),
        f"{mean(cost[BARE] for cost in measured):.2f}",
        f"{mean(cost[WHOLE] for cost in measured):.2f}",
        f"{times_bare(measured):.1f}",
        f"{median(cost[WHOLE] / cost[BARE] for cost in measured):.1f}",
        *(f"{mean(cost[stage] for cost in measured):.2f}" for stage in STAGES),
    ]


def times_bare(measured: Sequence[Costs]) -> float:
    """All records of a set as a multiple of all bare parses."""
    return sum(cost[WHOLE] for cost in measured) / sum(cost[BARE] for cost in measured)


def is_article(page: Page) -> bool:
    """Whether the page goes the whole way."""
    try:
        pipeline.process(page)
    except PageError:
        return False
    return True


def costs(page: Page) -> Costs:
    """The medians of some runs, in ms by name."""
    runs = defaultdict(list)
    for _ in range(RUNS):
        for name, spent in run(page).items():
            runs[name].append(spent)
    return {name: median(spent) for name, spent in runs.items()}


def run(page: Page) -> Costs:
    """One run: the bare parse, the whole, and the whole again stage by stage, in ms by name."""
    watch = Stopwatch()
    watch.time(BARE, lambda: LexborHTMLParser(page.body))
    watch.time(WHOLE, lambda: pipeline.process(page).to_json())
    document = watch.time("decode, parse", lambda: pipeline.read(page))
    rule = rule_for(document.domain)
    body = watch.time("body", lambda: extract_body(document, rule))
    reject_unless_article(document, body)
    bare = watch.time("metadata", lambda: record(document, rule, body, page.fetched_at))
    article = watch.time("enrich", lambda: reduce(lambda known, enrich: enrich(known), STEPS, bare))
    watch.time("to JSON", article.to_json)
    return watch.spent


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
