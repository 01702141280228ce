"""Decides how `streams compare` is asked for, what it writes, and when its exit code is 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from streams.background import Background
from streams.cli import range_options, report_file
from streams.cli.compare_view import limits_view, view
from streams.cli.errors import Exit, leave
from streams.cli.terminal import console, show
from streams.compare.html import as_html
from streams.compare.report import MARK, as_json
from streams.compare.run import Comparison, Tell, Which, run
from streams.compare.thresholds import BadThreshold, Threshold, thresholds
from streams.markup import GENERATOR
from streams.settings import Settings

HELP = """\
Tell what this version would change: extract pages of the raw topic again, write nothing, and compare
with the outcomes that are on the topics now.

\b
What is told:
  changed   articles of which a field differs: which field, in how many, how alike the texts are
  lost      articles that are none any more; gained: the reverse
  reason    no article before and now, for another reason
  missing   no outcome on the topics to compare with
A few pages stand for the others, those with the largest changes of each host.

Nothing is written to a topic, no group is joined and no offset committed: it can run beside workers.
The newest outcome of a page counts. For a while disk is needed, some 4 kB a page, in TMPDIR.

\b
--fail-on takes limits with spaces between them, as NAME>N, NAME>N% or NAME<N. NAME is
  title, text, ...        a field; % is the share of the pages that are articles before and now
  changed                 any field; % of the same
  similarity              mean likeness of their texts, 0 to 1
  lost gained reason      as above; % is the share of all compared pages
  skipped dead            pages that were not so before; % of the same
  compared missing        pages with and without an outcome before; % of all pages read
Where nothing could be compared, no limit counts as held.

\b
Examples:
  streams compare --since 1d
  streams compare --since 2026-11-01 --until 2026-11-02 --host example.org --html report.html
  streams compare --limit 10000 --fail-on 'title>1% text>5% lost>0 compared<9000'
  streams compare --partition 0 --json | jq .fields

\b
Exit codes: 0 compared, whatever the differences, 1 a limit of --fail-on is crossed, a report could
not be written, 2 wrong usage or setting, 3 the broker cannot be reached or refuses.
"""
FILE = click.Path(dir_okay=False, path_type=Path)


class _Limits(click.ParamType):
    name = "limits"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Threshold, ...]:
        if isinstance(value, tuple):
            return value
        try:
            return thresholds(value)
        except BadThreshold as error:
            self.fail(str(error), param, ctx)


@click.command("compare", help=HELP)
@range_options.range_options
@range_options.wanted_options
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N pages.")
@click.option("--samples", type=click.IntRange(0, 200), default=20, show_default=True, help="Pages shown.")
@click.option("--json", "as_lines", is_flag=True, help="The report as JSON on stdout, in place of tables.")
@click.option("--report", type=FILE, metavar="FILE", help="The report as JSON in a file.")
@click.option("--html", type=FILE, metavar="FILE", help="The report as an HTML file of its own.")
@click.option(
    "--fail-on",
    type=_Limits(),
    default=(),
    metavar="LIMITS",
    help="Exit with 1 beyond: 'title>1% lost>0'.",
)
def command(
    *,
    limit: int | None,
    samples: int,
    as_lines: bool,
    report: Path | None,
    html: Path | None,
    fail_on: tuple[Threshold, ...],
    **which: Any,
) -> None:
    """Compare the outcomes on the topics with those of now."""
    settings = Settings.from_env()
    pages = _which(limit=limit, samples=samples, **which)
    _check(report, html)
    with _progress() as tell, Background() as background:
        found = background.run(run(settings, pages, tell))
    if report:
        report_file.write(report, as_json(found, fail_on))
    if html:
        report_file.write(html, as_html(found, fail_on).encode("utf-8", "replace"))
    if as_lines:
        click.echo(as_json(found, fail_on), nl=False)
    else:
        show(view(found))
    _judge(found, fail_on)


def _which(
    *,
    since: datetime | None,
    until: datetime | None,
    partitions: tuple[int, ...],
    offsets: tuple[tuple[int, int, int | None], ...],
    limit: int | None,
    samples: int,
    **urls: Any,
) -> Which:
    choice = range_options.choice(since=since, until=until, partitions=partitions, offsets=offsets)
    return Which(choice=choice, wanted=range_options.wanted(**urls), limit=limit, samples=samples)


def _check(report: Path | None, html: Path | None) -> None:
    if report and html and report == html:
        raise click.UsageError("--report and --html need two files")
    if report:
        report_file.check(report, "--report", MARK)
    if html:
        report_file.check(html, "--html", GENERATOR.encode())


def _judge(found: Comparison, limits: tuple[Threshold, ...]) -> None:
    if limits:
        show(limits_view(found, limits), stderr=True)
        held = found.totals.all.compared and not any(limit.is_crossed(found.totals) for limit in limits)
        leave(Exit.DONE if held else Exit.DIFFERENT)


@contextmanager
def _progress() -> Iterator[Tell]:
    """On a terminal, what is done now and how much of it; elsewhere nothing."""
    err = console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("asking the broker", total=None)

        def tell(step: str, done: int) -> None:
            progress.update(task, description=f"{done:,} {step}")

        yield tell
