"""Decides how `streams tail` shows outcomes as they come."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from shutil import get_terminal_size

import click
from aiokafka import ConsumerRecord

from schemas.rejection import Reason
from streams.cli import tail_view
from streams.cli.range_options import WHEN, wanted, wanted_options
from streams.cli.terminal import console
from streams.harvest import topics_of
from streams.history.wanted import Wanted
from streams.outcome import Kind
from streams.settings import Settings
from streams.tail.follow import Notice, Watch, watch
from streams.tail.seen import Seen, seen

HELP = """\
Show articles, skipped pages and dead letters as they come, one line each.

The last ten are shown first. Without one of --articles, --skipped and --dead all three are shown. Times
are UTC and tell when the outcome was written. A broker that goes away is waited for. Nothing is
committed: the workers do not notice, and any number of people may look.

\b
A line tells time, outcome, host, reason and title or detail, words and quality, and the source
as TOPIC/PARTITION:OFFSET. Where the output is no terminal, tabs part the columns, nothing is cut, and
the URL comes last.

\b
Examples:
  streams tail
  streams tail --dead --reason timeout --reason memory
  streams tail --host example.org -n 50 --no-follow
  streams tail --since 1h --no-follow --json | jq -r '[.outcome, .reason] | @tsv' | sort | uniq -c
  streams tail --articles --json --full | jq .article.title

\b
Exit codes: 0 all shown (--no-follow), 2 wrong usage or setting, or a topic that is not there,
3 the broker cannot be reached, 130 stopped by Ctrl-C.
"""


@click.command("tail", help=HELP)
@click.option("--articles", is_flag=True, help="Show articles.")
@click.option("--skipped", is_flag=True, help="Show skipped pages.")
@click.option("--dead", is_flag=True, help="Show dead letters.")
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice([str(reason) for reason in Reason]),
    metavar="REASON",
    help="Only what has this reason, as too_short; repeatable.",
)
@click.option(
    "-n",
    "--lines",
    "last",
    type=click.IntRange(0),
    metavar="N",
    help="The last N first (10); with --since all since then, unless N is given.",
)
@click.option("--since", type=WHEN, metavar="WHEN", help="From this time on: 2026-11-01, 2h (ago), ...")
@click.option("--no-follow", is_flag=True, help="End after what is there now.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, with the headers.")
@click.option("--full", is_flag=True, help="With --json: the whole article, in 'article'.")
@wanted_options
def command(  # noqa: PLR0913 - one for each option
    *,
    articles: bool,
    skipped: bool,
    dead: bool,
    reasons: tuple[str, ...],
    last: int | None,
    since: datetime | None,
    no_follow: bool,
    as_json: bool,
    full: bool,
    hosts: tuple[str, ...],
    patterns: tuple[str, ...],
    urls_from: Path | None,
) -> None:
    """Show outcomes as they come."""
    if full and not as_json:
        raise click.UsageError("--full is for --json")
    settings = Settings.from_env()
    chosen = {Kind.ARTICLE: articles, Kind.SKIPPED: skipped, Kind.DEAD: dead}
    kinds = {
        topic: kind for topic, kind in topics_of(settings).items() if chosen[kind] or not any(chosen.values())
    }
    meant = wanted(hosts=hosts, patterns=patterns, urls_from=urls_from)
    what = Watch(
        topics=tuple(kinds),
        sight=_Sight(kinds, meant, frozenset(reasons), full=full),
        last=10 if last is None and since is None else last,
        since=since,
        follow=not no_follow,
    )
    asyncio.run(_show(settings, what, as_json=as_json))


class _Sight:
    """Tells what is wanted of the records."""

    def __init__(
        self, kinds: Mapping[str, Kind], meant: Wanted, reasons: frozenset[str], *, full: bool
    ) -> None:
        self._kinds, self._meant, self._reasons, self._full = kinds, meant, reasons, full

    def __call__(self, record: ConsumerRecord) -> Seen | None:
        if not self._meant.takes(record.key, record.value, record.headers):
            return None
        found = seen(record, self._kinds[record.topic], full=self._full)
        return found if not self._reasons or found.reason in self._reasons else None


async def _show(settings: Settings, what: Watch, *, as_json: bool) -> None:
    out = console()
    async with aclosing(watch(settings, what)) as told:
        async for each in told:
            if isinstance(each, Notice):
                click.echo(f"streams: {each.value}", err=True)
            elif as_json:
                click.echo(tail_view.json_line(each))
            elif sys.stdout.isatty():
                # A window that was made wider or narrower meanwhile is asked anew.
                out.print(tail_view.line(each, get_terminal_size().columns), no_wrap=True, crop=True)
            else:
                click.echo(tail_view.tabs(each))
