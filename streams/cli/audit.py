"""Decides how `streams audit` tells whether each page of the raw topic has its outcome."""

from __future__ import annotations

import asyncio
from dataclasses import astuple, fields
from typing import Any

import click
import orjson
from rich.table import Table

from streams.audit.book import Totals
from streams.audit.read import audit
from streams.audit.report import Report, offsets
from streams.cli import range_options as ranges
from streams.cli.errors import Exit, leave
from streams.cli.terminal import show, table
from streams.settings import Settings

HELP = """\
Prove that each page of the raw topic has its outcome: offsets in, outcomes out.

Reads the raw topic, or a part of it, and all of the three topics of outcomes; changes nothing.
Workers may go on meanwhile. It wants Apache Kafka: the demo's broker tells no exact ends.

\b
pages        messages on the raw topic; each is one of the next five
articles     pages with an article; skipped and dead are those that have only such an outcome
missing      committed by the group, and no outcome is there
in flight    no outcome yet, not committed
conflicting  outcomes of the same version that differ in topic, key or value
duplicates   records that repeat an outcome, as a crash may leave them; allowed
replayed     outcomes written by a replay, or by another version as well
expired      outcomes whose page is no longer on the raw topic
foreign      outcomes of what never was a page of this topic
redriven     dead pages that 'streams dlq redrive' sent again: passed, failed again, or waiting; copies
             are pages of their own as well, and of a part of the topic only those in it are seen

Where compaction has taken articles, or retention outcomes and the page came before that, a page without
one is only told as not provable, unless there are more such pages than records that may be gone.

\b
Examples:
  streams audit
  streams audit --since 2h --json
  streams audit --list-missing missing.txt
  xargs -r -n 1 streams replay --offsets < missing.txt

\b
Exit codes: 0 nothing is missing or conflicting, 1 something is, 2 wrong usage, no such topic or
partition, 3 the broker cannot be reached or refuses.
"""


@click.command("audit", help=HELP)
@ranges.range_options
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
@click.option(
    "--list-missing",
    type=click.File("w", lazy=False),
    metavar="FILE",
    help="Write missing pages as PARTITION:FIRST-LAST, a range a line; '-' for stdout, the report on stderr then.",
)
def command(*, as_json: bool, list_missing: Any, **part: Any) -> None:
    """Prove that each page has its outcome."""
    report = asyncio.run(audit(Settings.from_env(), ranges.choice(**part)))
    apart = list_missing is not None and list_missing.name == "<stdout>"
    if list_missing is not None:
        list_missing.writelines(f"{line}\n" for line in offsets(report.missing))
    if as_json:
        click.echo(orjson.dumps(report.as_json()), err=apart)
    else:
        show(_table(report), stderr=apart)
        click.echo("\n".join((*report.places, report.verdict)), err=apart)
    leave(Exit.DONE if report.holds else Exit.DIFFERENT)


def _table(report: Report) -> Table:
    """A row a partition; of the counts only those that are not 0 for all of them."""
    shown = [
        (number, each.name)
        for number, each in enumerate(fields(Totals))
        if number == 0 or astuple(report.total)[number]
    ]
    columns = [name.replace("_", " ") for _, name in shown]
    made = table("partition", *columns, right=("partition", *columns))
    rows = {**{str(number): each for number, each in report.partitions.items()}, "all": report.total}
    for name, totals in rows.items():
        counts = astuple(totals)
        made.add_row(name, *(f"{counts[number]:,}" for number, _ in shown))
    return made
