"""Decides what `make chaos` does: minutes under faults, a log of them, and the verdict as exit status."""

from __future__ import annotations

import argparse
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.brokers.worker import ROOT, left_behind
from tests.chaos import report
from tests.chaos.pages import PAGES_A_MINUTE
from tests.chaos.run import Result, run
from tests.chaos.start import prepared

OUTPUT = ROOT / "chaos-output"
SEEDS = 1_000_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 0 where nothing was lost and nothing conflicts."""
    options = _parser().parse_args(arguments)
    seed = random.SystemRandom().randrange(SEEDS) if options.seed is None else options.seed
    print(f"seed {seed}, {options.minutes:g} minutes, {options.rate:g} pages a minute", flush=True)
    # So that it ends by the same way as by Ctrl-C, and clears up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    if not prepared(options.output):
        return 2
    seconds, delivery = options.minutes * 60, options.delivery
    return _tell(run(seed, seconds, options.output, _show, rate=options.rate, delivery=delivery))


def _tell(result: Result) -> int:
    failures = report.bad(result)
    for what, places in failures.items():
        print(f"\n{len(places)} {what}; the workers' logs are kept")
        for place in places[: report.TOLD]:
            print("\n".join(report.story(result, place)))
    print()
    print("\n".join(report.summary(result)))
    left = left_behind()
    if left:
        print(f"left behind: {left}")
    print(report.totals(result))
    return 1 if failures or left or report.is_disputed(result) else 0


def _show(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="chaos", description="Workers and brokers under faults, and the verdict."
    )
    parser.add_argument("--minutes", type=float, default=5.0, help="how long faults are done")
    parser.add_argument("--seed", type=int, help="of the faults and the pages; by chance if not given")
    parser.add_argument("--rate", type=float, default=PAGES_A_MINUTE, help="pages sent a minute")
    parser.add_argument(
        "--delivery",
        default="at_least_once",
        choices=["at_least_once", "exactly_once"],
        help="of the workers",
    )
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder for the logs; emptied first")
    return parser


if __name__ == "__main__":
    sys.exit(main())
