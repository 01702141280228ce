"""Decides what a page costs: bytes in, JSON out, as a multiple of a bare parse of the same bytes.

    python -m bench.cost [PAGES-A-SET]

CPU time of one process. Each page is run some times, all its stages in turn, and the medians count. Writes
`stages.json` and `stages.md` into `bench-output/`.
"""

from __future__ import annotations

import json
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

from bench import limits, pages, report
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
WHOLE, BARE, TIMES = "record", "bare parse", "times bare"
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
    articles = {name: [page for page in chosen if is_article(page)] for name, chosen in sets(most)}
    measured = {name: [costs(page) for page in chosen] for name, chosen in articles.items() if chosen}
    Console(width=150).print(table(measured))
    stages = {name: means(found) for name, found in measured.items()}
    names = (BARE, WHOLE, TIMES, *STAGES)
    report.keep(
        {"stages.json": json.dumps(stages, indent=2), "stages.md": report.stages_table(stages, names)}
    )
    too_dear = [name for name, spent in stages.items() if not limits.is_cost_good(name, spent[TIMES])]
    return 1 if too_dear else 0


def sets(most: int) -> Iterator[tuple[str, list[Page]]]:
    """The samples, and at most so many pages of each gold set, spread over it."""
    yield "examples", pages.samples()
    for gold in pages.gold_sets():
        yield gold.name, gold.spread(most).pages()


def table(measured: Mapping[str, Sequence[Costs]]) -> Table:
    """One row a set of pages."""
    result = Table(title="CPU per page in ms, means over the articles of a set", title_justify="left")
    for column in ("set", "articles", BARE, WHOLE, TIMES, "median", *STAGES):
        result.add_column(column, justify="left" if column == "set" else "right")
    for name, found in measured.items():
        result.add_row(name, *cells(found))
    return result


def cells(measured: Sequence[Costs]) -> list[str]:
    """The figures of one set; pages that are no articles take a shorter way and are left out."""
    spent = means(measured)
    return [
        str(len(measured)),
        f"{spent[BARE]:.2f}",
        f"{spent[WHOLE]:.2f}",
        f"{spent[TIMES]:.1f}",
        f"{median(cost[WHOLE] / cost[BARE] for cost in measured):.1f}",
        *(f"{spent[stage]:.2f}" for stage in STAGES),
    ]


def means(measured: Sequence[Costs]) -> dict[str, float]:
    """The mean ms of each stage, and all records as a multiple of all bare parses."""
    found = {name: mean(cost[name] for cost in measured) for name in (BARE, WHOLE, *STAGES)}
    return found | {TIMES: found[WHOLE] / found[BARE]}


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
