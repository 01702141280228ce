"""Decides how `streams worker` starts the service."""

from __future__ import annotations

import signal
import sys

import click

from streams.cli.errors import leave
from streams.settings import Settings

HELP = """\
Run the service: pages from the raw topic in, articles, skipped pages and dead letters out.

Each page ends in exactly one outcome on one topic, and its offset is committed only then. Start up
to as many workers as there are partitions, on as many machines as you like: they share the work.
SIGTERM or Ctrl-C stops one: pages in hand are finished within STREAMS_DRAIN_TIMEOUT and committed.

\b
Where to look:
  http://127.0.0.1:6066/healthz   does it live
  http://127.0.0.1:6066/readyz    does it take part in the work
  http://127.0.0.1:6066/metrics   for Prometheus
  stdout                          a line a page; JSON unless it is a terminal (STREAMS_LOG_FORMAT)

SIGUSR1 turns debug lines on and off.

\b
Examples:
  streams worker
  BROKER_URL=kafka1:9092,kafka2:9092 STREAMS_PROCESSES=4 WEB_PORT=6067 streams worker

\b
Exit codes:
  0  stopped by SIGTERM or Ctrl-C; pages not finished in time are done again by another worker
  1  crashed; the log tells the error
  2  a setting has a value that cannot be
  3  cannot start: broker, topic, certificate, port or child processes
  4  not even a dead letter could be written: nothing of that page was acknowledged
  5  did not end within its time, or a second signal came: ended at once
  6  did not get on with its work for STREAMS_STALL_TIMEOUT: to be started again
"""


@click.command("worker", help=HELP)
def command() -> None:
    """Run the service."""
    # Faust takes longer to import than most other commands take altogether. As the first process of a container
    # this one would not even notice a SIGTERM until then.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    from streams.service import run  # noqa: PLC0415

    leave(run(Settings.from_env()))
