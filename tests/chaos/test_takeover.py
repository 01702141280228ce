"""How long the partitions of a worker that was killed wait for another one."""

from __future__ import annotations

import os
import time
from contextlib import closing

from tests.brokers.stream import ON_KAFKA, PARTITIONS, QUICK, Stream
from tests.brokers.verifier import verify
from tests.brokers.worker import WorkerProcess
from tests.chaos import pages
from tests.chaos.load import Load

KILLS = int(os.environ.get("TAKEOVERS", "1"))
SEED = 1

pytestmark = ON_KAFKA


def partitions_of(worker: WorkerProcess) -> set[int]:
    """What the group has last given to the worker."""
    mark = "partitions assigned: "
    said = [line["message"] for line in worker.lines() if line["message"].startswith(mark)]
    numbers = said[-1].removeprefix(mark).strip("[]") if said else ""
    return {int(number) for number in numbers.split(",") if number.strip()}


def shared(workers: list[WorkerProcess]) -> bool:
    """Whether all partitions are given out, some to each worker, none to two."""
    held = [partitions_of(worker) for worker in workers]
    return all(held) and sorted(number for some in held for number in some) == list(range(PARTITIONS))


def seconds_to_go_on(stream: Stream, partitions: set[int], survivor: WorkerProcess) -> float:
    """Until something new is committed in each of these partitions, whose worker has just died."""
    started = time.monotonic()
    before = stream.witness.committed(stream.group, stream.raw)

    def goes_on() -> bool:
        now = stream.witness.committed(stream.group, stream.raw)
        return all(now[number] > before[number] for number in partitions)

    survivor.wait_for(goes_on, f"work goes on in {partitions}")
    return time.monotonic() - started


def test_another_worker_takes_over(stream: Stream) -> None:
    """Once the killed one's session is over; told by `pytest -s`, as a slow machine is no fault of the worker."""
    load = Load(stream.witness.url, stream.raw, pages.cases(SEED, hostile=False), 1200)
    with closing(load):
        survivor = stream.worker().ready()
        load.start()
        for number in range(KILLS):
            doomed = stream.worker()
            survivor.wait_for(lambda doomed=doomed: shared([survivor, doomed]), "shared")  # type: ignore[misc]
            stream.wait_committed(load.given, by=survivor)
            held = partitions_of(doomed)
            doomed.kill()
            seconds = seconds_to_go_on(stream, held, survivor)
            print(f"kill {number + 1}: {len(held)} partitions went on after {seconds:.1f} s", end="; ")
            print(f"the session timeout is {QUICK['BROKER_SESSION_TIMEOUT']} s")
        sent = load.finish()
        stream.wait_committed(len(sent), by=survivor)
        verify(stream, sent).holds()
