"""Decides how we compare with other extractors: quality, and CPU time as a multiple of a bare parse.

    EVALDATA=FOLDER python -m bench.compare [PAGES-A-SET]

Quality is measured on so many pages of each set, cost on a fifth of them, one peer after the other, in a process
of its own. Writes `peers.json` (every figure, as measured), `peers.md` and `quality-cost.svg` into `bench-output/`.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from statistics import median
from time import process_time_ns
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from bench import pages, peers, report, score
from bench.picture import picture
from bench.quality import pairs_of, processes
from schemas.page import Page
from streams import compiled

RUNS = 3
PAGES_A_SET = 100
COST_SHARE = 5
NO_GOLD = (
    f"${pages.GOLD} names no folder of gold sets: the invented pages of tests/pages are measured instead"
)


class Cost(NamedTuple):
    """What a peer's pages took."""

    times_bare: float
    """All of them together, as a multiple of all bare parses."""
    ms: float
    """The mean CPU time of one."""


def main(arguments: list[str]) -> int:
    """Measures every peer that is installed, and writes and prints what came of it."""
    most = int(arguments[0]) if arguments else PAGES_A_SET
    if not pages.gold_sets():
        print(NO_GOLD, file=sys.stderr)
    gold_sets = [gold.spread(most) for gold in pages.gold_sets() or [pages.invented()]]
    known = {name: measured(name, version, gold_sets) for name, version in peers.installed().items()}
    outcome = report.Peers(
        python=platform.python_version(),
        compiled=compiled.is_active(),
        pages={gold.name: len(gold.rows) for gold in gold_sets},
        peers=known,
        not_installed=sorted(peers.PEERS.keys() - known),
    )
    report.keep(documents(outcome))
    print(report.peers_table(outcome))
    return 0


def measured(name: str, version: str, gold_sets: Sequence[pages.GoldSet]) -> report.Peer:
    """Quality on all these pages, cost on some."""
    print(f"{name} {version}", file=sys.stderr, flush=True)
    extract = partial(peers.extract, name)
    figures = {gold.name: score.figures(pairs_of(gold, extract)) for gold in gold_sets}
    some = [page for gold in gold_sets for page in gold.spread(-(-len(gold.rows) // COST_SHARE)).pages()]
    with processes(1) as alone:
        times_bare, ms = alone.submit(cost, name, some).result()
    gives = peers.PEERS[name].gives
    return report.Peer(version=version, gives=gives, times_bare=times_bare, ms=ms, figures=figures)


def cost(name: str, chosen: Sequence[Page]) -> Cost:
    """Of all these pages; the first is read once before, so that nobody pays for imports."""
    peers.extract(name, chosen[0])
    spent = [page_cost(name, page) for page in chosen]
    whole = sum(peer for peer, _ in spent)
    return Cost(whole / sum(bare for _, bare in spent), whole / len(spent))


def page_cost(name: str, page: Page) -> tuple[float, float]:
    """CPU in ms of the peer and of a bare parse, in turn; the median of some runs each."""
    text, call = peers.text_for(page), peers.PEERS[name].call
    runs = [(cpu(lambda: call(page, text)), cpu(lambda: LexborHTMLParser(page.body))) for _ in range(RUNS)]
    return median(whole for whole, _ in runs), median(bare for _, bare in runs)


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds; those of a failure count as well."""
    started = process_time_ns()
    with suppress(Exception):
        work()
    return (process_time_ns() - started) / 1e6


def documents(outcome: report.Peers) -> dict[str, str]:
    """The files by name; no picture of sets without bodies."""
    tables = {"peers.json": json.dumps(outcome, indent=2) + "\n", "peers.md": report.peers_table(outcome)}
    sets = report.sets_with(outcome, report.DRAWN)
    return tables | ({"quality-cost.svg": picture(report.points(outcome, sets), sets)} if sets else {})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
