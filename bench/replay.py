"""Decides what a replay costs beside `streams extract`: CPU time of the same pages in the same number of processes.

    BROKER_URL=HOST:PORT python -m bench.replay FOLDER [RUNS]

FOLDER holds pages, which are published on topics of this run. Then both commands take turns. Counted is user and system
time of each command with all of its child processes; the broker's is not. Exit status: 1 where a replay reaches less
than `FLOOR` of the speed of an extraction.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from statistics import median
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from typing import TypeAlias
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient
from rich.console import Console
from rich.table import Table

RUNS = 3
FLOOR = 0.9
BASE = ("--base-url", "https://example.com/")
STREAMS = (sys.executable, "-m", "streams")
Words: TypeAlias = tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Prints one row a run."""
    folder, runs = arguments[0], int(arguments[1]) if arguments[1:] else RUNS
    settings = topics()
    try:
        cpu(("topics",), settings)
        cpu(("ingest", *BASE, folder), settings)  # all of them, or it is no comparison
        found = [turn(folder, settings) for _ in range(runs)]
    finally:
        asyncio.run(remove(settings))
    Console().print(table(found))
    return 0 if median(extract / replay for extract, replay in found) >= FLOOR else 1


def turn(folder: str, settings: Mapping[str, str]) -> tuple[float, float]:
    """Seconds of CPU of an extraction and of a replay, one after the other."""
    with TemporaryDirectory() as state:
        return (
            cpu(("extract", *BASE, folder), settings),
            cpu(("replay", "--all", "--state-dir", state), settings),
        )


def cpu(words: Words, settings: Mapping[str, str]) -> float:
    """Seconds of CPU of `streams WORDS`, with all its children. Raises `RuntimeError` where it fails."""
    environment = {**os.environ, **settings}
    with Popen((*STREAMS, *words), env=environment, stdout=DEVNULL, stderr=PIPE) as process:  # noqa: S603 - our own
        assert process.stderr is not None  # noqa: S101 - narrows the type
        said = process.stderr.read().decode(errors="replace")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"streams {' '.join(words)}: exit status {process.returncode}\n{said}")
    return used.ru_utime + used.ru_stime


def topics() -> dict[str, str]:
    """Settings with names of topics that no other run has."""
    run = uuid4().hex[:8]
    return {
        f"STREAMS_{each}_TOPIC": f"bench-{run}-{each.lower()}"
        for each in ("RAW", "ARTICLES", "SKIPPED", "DLQ")
    }


async def remove(settings: Mapping[str, str]) -> None:
    """Delete the topics."""
    admin = AIOKafkaAdminClient(bootstrap_servers=os.environ["BROKER_URL"])
    await admin.start()
    try:
        await admin.delete_topics(list(settings.values()))
    finally:
        await admin.close()


def table(found: list[tuple[float, float]]) -> Table:
    """A row a run, and the medians."""
    result = Table(title="CPU in seconds", title_justify="left")
    for column in ("run", "extract", "replay", "replay's speed, % of extract's"):
        result.add_column(column, justify="right")
    for number, (extract, replay) in enumerate(found, 1):
        result.add_row(str(number), f"{extract:.2f}", f"{replay:.2f}", f"{extract / replay:.1%}")
    medians = [median(run[at] for run in found) for at in (0, 1)]
    share = median(extract / replay for extract, replay in found)
    result.add_row("median", *(f"{seconds:.2f}" for seconds in medians), f"{share:.1%}")
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
