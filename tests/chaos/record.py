"""Decides what `make record` does: workers on a broker log a run with planted faults, and `streams logs` reads it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from tests.brokers.kafka import is_ready
from tests.brokers.stream import Stream, stream_on
from tests.brokers.worker import ROOT, WorkerProcess
from tests.chaos import plan as plans
from tests.chaos.cluster import Node, alone, wait_for
from tests.chaos.load import Load
from tests.chaos.plan import Plan
from tests.chaos.start import prepared
from tests.chaos.told import DRIFT_PAGES, Check, Line, Planted, checks, in_order
from tests.cli.command import streams

OUTPUT = ROOT / "chaos-output"
WORKERS = ("worker-1", "worker-2")
PAGES_A_MINUTE = 1200
PAGE_TIMEOUT = 5
OUTAGE_SECONDS = 75.0
# A killed worker's place stays empty for so long.
EMPTY_SECONDS = 3.0
SETTLED_SECONDS = 300.0
SETTINGS = {
    "STREAMS_PAGE_TIMEOUT": str(PAGE_TIMEOUT),
    "STREAMS_DRIFT_PAGES": str(DRIFT_PAGES),
    "STREAMS_SUMMARY_INTERVAL": "10",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 0 where each fault is named and nothing else."""
    options = _parser().parse_args(arguments)
    if not prepared(options.output):
        return 2
    plan = Plan(options.minutes * 60, options.rate, options.seed)
    found = record(plan, options.output)
    print(streams("logs", *_logs(options.output)).stdout.decode())
    for check in found:
        print(f"{'ok' if check.is_told else 'NOT'}  {check.what}: {check.how}")
    return 0 if all(check.is_told for check in found) else 1


def record(plan: Plan, folder: Path) -> list[Check]:
    """Do the run, and judge what `streams logs` says of it; the logs stay in the folder."""
    with alone(folder / "broker") as node, stream_on(node.url, folder, SETTINGS) as stream:
        planted = _Run(plan, node, stream).do()
        (folder / "planted.json").write_text(json.dumps(asdict(planted)))
        lines = in_order([line for worker in stream.workers for line in _lines(worker)])
    told = streams("logs", "--json", *_logs(folder))
    assert told.returncode == 1, told.stderr.decode()
    return list(checks(plan, planted, json.loads(told.stdout), lines))


class _Run:
    """The pages are sent at an even rate, and each fault is done at its share of the time."""

    def __init__(self, plan: Plan, node: Node, stream: Stream) -> None:
        self._plan, self._node, self._stream = plan, node, stream
        self._started = 0.0

    def do(self) -> Planted:
        """All of it, until every page is done and all workers have stopped."""
        first, second = (self._worker(name).ready() for name in WORKERS)
        load = Load(self._node.url, self._stream.raw, self._plan.cases(), self._plan.a_minute)
        with ExitStack() as cleanup:
            cleanup.callback(load.close)
            load.start()
            self._started = time.monotonic()
            outage = self._outage()
            self._wait(plans.KILL)
            first.kill()
            time.sleep(EMPTY_SECONDS)
            first = self._worker(WORKERS[0])
            self._wait(1.0)
            sent = load.finish()
        self._catch_up(len(sent), (first, second))
        statuses = [worker.terminate() for worker in (first, second)]
        assert statuses == [0, 0], f"{statuses}\n{first.tail()}\n{second.tail()}"
        return Planted(outage, WORKERS[0])

    def _outage(self) -> tuple[float, float]:
        self._wait(plans.OUTAGE)
        start = time.time()
        self._node.kill()
        time.sleep(OUTAGE_SECONDS)
        self._node.come_back()
        wait_for(
            lambda: is_ready(self._node.process, self._node.url), SETTLED_SECONDS, self._node.log.read_text
        )
        return start, time.time()

    def _wait(self, share: float) -> None:
        time.sleep(max(0.0, self._started + share * self._plan.seconds - time.monotonic()))
        print(f"{time.monotonic() - self._started:6.0f} s: {share:.0%} of the run", flush=True)

    def _worker(self, name: str) -> WorkerProcess:
        return self._stream.worker(CONSUMER_GROUP_INSTANCE_ID=name)

    def _catch_up(self, pages: int, workers: Sequence[WorkerProcess]) -> None:
        tails = "\n".join(worker.tail(1000) for worker in workers)
        wait_for(
            lambda: self._stream.committed() >= pages, SETTLED_SECONDS, lambda: f"not all is done:\n{tails}"
        )


def _lines(worker: WorkerProcess) -> list[Line]:
    """Its log; a worker that is killed leaves half a line, and what its interpreter said."""
    whole = [line for line in worker.output().splitlines() if line.startswith("{") and line.endswith("}")]
    return [json.loads(line) for line in whole]


def _logs(folder: Path) -> list[Path]:
    return sorted(folder.glob("worker-*.log"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="record", description="A run with planted faults, told by its logs."
    )
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=PAGES_A_MINUTE, help="pages a minute")
    parser.add_argument("--seed", type=int, default=7, help="of the pages")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder for the logs; emptied first")
    return parser


if __name__ == "__main__":
    sys.exit(main())
