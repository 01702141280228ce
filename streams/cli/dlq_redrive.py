"""Decides how `streams dlq redrive` sends dead letters back to the raw topic, and what it asks and tells."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import click

from streams.cli.dlq_options import selecting, selection
from streams.cli.errors import Exit, complain, leave
from streams.cli.tally_view import tell
from streams.dlq.plan import Left, Plan, plan
from streams.dlq.redrive import redrive
from streams.ingest.pace import Pace
from streams.ingest.tally import Tally
from streams.settings import Settings

MOST_ATTEMPTS = 3

HELP = """\
Send dead letters back to the raw topic, as their pages came in, once their cause is mended.

\b
Each copy has the key, value and headers of its page, and two things beside:
  __connect.errors.*  so that attempts count on if it fails again
  redriven-from       the page's first place, TOPIC/PARTITION/OFFSET; its outcome has it, too

\b
Left where they are, and counted:
  those that an earlier run has sent, and those whose page has passed since
  those with --max-attempts attempts
  those of which the broker took only the beginning
  those of another raw topic

It wants Apache Kafka: the demo's broker tells no exact ends and times. Two runs at a time may send a page
twice. While a page is still on its topic, 'streams replay' processes it again without a copy.

\b
Examples:
  streams dlq redrive --reason timeout --since 1d --dry-run
  streams dlq redrive --reason timeout --since 1d --rate 50 --yes
  streams dlq redrive --host example.org --limit 10

\b
Exit codes: 0 all that is to be sent is confirmed by the broker, 1 a page is not whole, broken,
refused or has expired meanwhile, 2 wrong usage, no such topic or partition, 3 the broker cannot be
reached or refuses, 130 stopped by Ctrl-C, or the answer was no; what was sent by then is not sent
again by the next run.
"""


@click.command("redrive", help=HELP, short_help="Send their pages back to the raw topic.")
@selecting
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Send at most N.")
@click.option("--rate", type=click.FloatRange(0, min_open=True), metavar="N", help="At most N a second.")
@click.option(
    "--max-attempts", type=click.IntRange(2), default=MOST_ATTEMPTS, show_default=True, metavar="N",
    help="Leave those whose page was tried N times.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only tell how many would be sent.")
@click.option("--yes", is_flag=True, help="Do not ask; needed where there is no terminal.")
def command(
    *, limit: int | None, rate: float | None, max_attempts: int, dry_run: bool, yes: bool, **which: Any
) -> None:
    """Send dead letters back to the raw topic."""
    settings, chosen = Settings.from_env(), selection(**which)
    if not (dry_run or yes or sys.stdin.isatty()):
        raise click.UsageError("there is no terminal to ask on: give --yes, or --dry-run")
    made = asyncio.run(plan(settings, chosen, most=max_attempts, limit=limit))
    _tell_plan(made, settings.raw_topic)
    tally, expired = Tally(), 0
    if made.places and not dry_run:
        if not yes:
            click.confirm("Send them?", abort=True, err=True)
        try:
            expired = redrive(settings, chosen, made, tally, Pace(rate))
        finally:
            tell(tally, settings.raw_topic)
    if expired:
        complain(f"{expired:,} dead letters had expired before they were read")
    leave(Exit.DIFFERENT if expired or tally.refused or made.left.get(Left.CUT) else Exit.DONE)


def _tell_plan(made: Plan, topic: str) -> None:
    for reason, count in made.left.items():
        click.echo(f"left: {count:,}, {reason}", err=True)
    click.echo(f"to send to {topic}: {len(made.places):,}", err=True)
