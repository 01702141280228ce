"""Decides how `streams logs` is asked for, what it writes, and when its exit code is 1."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from math import inf
from pathlib import Path

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from streams.cli import report_file
from streams.cli.errors import Exit, complain, leave
from streams.cli.logs_view import view
from streams.cli.range_options import WHEN
from streams.cli.terminal import console, show
from streams.logbook.book import Logbook, Wanted
from streams.logbook.data import as_json
from streams.logbook.findings import findings, verdict
from streams.logbook.html import as_html
from streams.logbook.report import report
from streams.logbook.source import STDIN, CutOff, lines
from streams.markup import GENERATOR

HELP = """\
Read the workers' logs and tell whether all is well, what happened, and what to do.

FILE is a log of one or more workers, also packed (gzip, zstd, xz, bzip2); without one, or for -, standard
input is read. Lines must be JSON, as workers write them unless STREAMS_LOG_FORMAT=text; they may stand behind the
prefixes of docker, kubectl and journald, or within their JSON. Lines of other programs are counted and
passed over. Files may be given in any order. Times are UTC.

\b
What is told, the most urgent first, each with what to do:
  workers that were killed, failed or fell silent; outages of the broker; hosts whose pages changed, as
  after a new template; pages that killed their process; dead letters by reason and host; slow hosts and
  pages; lag; warnings by cause; and the rate over time.

\b
Examples:
  streams logs worker.log
  kubectl logs -l app.kubernetes.io/name=streams --prefix --tail=-1 | streams logs
  docker compose logs worker | streams logs --since 1h
  journalctl -u 'streams-worker@*' -o cat --since today | streams logs --html report.html
  streams logs --host example.org --json worker-*.log.gz | jq .changed_hosts

Memory is bounded, whatever the size of the log: of hosts the 5000 with the most pages are kept, of time
512 stretches, and so on. A log packed by zstd is unpacked to TMPDIR.

\b
Exit codes: 0 well, 1 something is to be done, or there is no line to tell of, 2 wrong usage, or a file
that cannot be read or has text instead of JSON, 130 stopped by Ctrl-C.
"""
_TOLD_EVERY = 20_000
_TEXT = "these lines are text for people, and JSON is needed: set STREAMS_LOG_FORMAT=json for the workers"


@click.command("logs", help=HELP)
@click.argument(
    "files",
    metavar="[FILE]...",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option("--since", type=WHEN, metavar="WHEN", help="From this time on: 2026-11-01, 2h (ago), ...")
@click.option("--until", type=WHEN, metavar="WHEN", help="Up to this time, without it.")
@click.option(
    "--host", "hosts", multiple=True, help="Of pages, only those of this host and those below it; repeatable."
)
@click.option(
    "--worker", "workers", multiple=True, help="Only this worker, or those like 'web-*'; repeatable."
)
@click.option("--json", "as_object", is_flag=True, help="The report as JSON on stdout, in place of tables.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The report as an HTML file of its own.",
)
def command(  # noqa: PLR0913 - one for each option
    *,
    files: tuple[Path, ...],
    since: datetime | None,
    until: datetime | None,
    hosts: tuple[str, ...],
    workers: tuple[str, ...],
    as_object: bool,
    html: Path | None,
) -> None:
    """Tell what the workers' logs say."""
    if since and until and until < since:
        raise click.UsageError(f"--until {until.isoformat()} is before --since {since.isoformat()}")
    if html:
        report_file.check(html, "--html", GENERATOR.encode())
    wanted = Wanted(_seconds(since, -inf), _seconds(until, inf), tuple(map(str.lower, hosts)), workers)
    book = _read(_sources(files), wanted)
    _refuse_nothing(book, wanted)
    found = report(book)
    told = findings(found)
    first_line = verdict(found, told)
    if html:
        report_file.write(html, as_html(found, told, first_line).encode("utf-8", "replace"))
    if as_object:
        click.echo(as_json(found, told, first_line), nl=False)
    else:
        show(view(found, told, first_line))
    leave(Exit.DIFFERENT if any(finding.is_urgent for finding in told) else Exit.DONE)


def _sources(files: Sequence[Path]) -> Sequence[Path]:
    if not files and sys.stdin.isatty():
        raise click.UsageError("name a log file, or pipe one in: kubectl logs ... | streams logs")
    return files or (STDIN,)


def _read(files: Sequence[Path], wanted: Wanted) -> Logbook:
    book = Logbook(wanted)
    with _progress() as tell:
        for path in files:
            try:
                _take_all(path, book, tell)
            except CutOff as error:
                complain(str(error))
    return book


def _take_all(path: Path, book: Logbook, tell: Callable[[int], None]) -> None:
    for number, line in enumerate(lines(path), 1):
        book.take(line)
        if not number % _TOLD_EVERY:
            tell(book.lines.read)


def _refuse_nothing(book: Logbook, wanted: Wanted) -> None:
    """End the command where there is nothing to tell of."""
    counts = book.lines
    if wanted.hosts and counts.ours > book.passed_over and not book.pages.outcomes:
        complain(f"no page of {' or '.join(wanted.hosts)}: {counts.read:,} lines were read")
        leave(Exit.DIFFERENT)
    if counts.ours > book.passed_over:
        return
    if counts.text:
        raise click.UsageError(_TEXT)
    read = f"{counts.read:,} lines were read"
    complain(
        f"no line is within what was asked for: {read}"
        if book.passed_over
        else f"no line of a streams worker: {read}"
    )
    leave(Exit.DIFFERENT)


def _seconds(when: datetime | None, otherwise: float) -> float:
    return when.timestamp() if when else otherwise


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """On a terminal, how many lines were read; elsewhere nothing."""
    err = console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("reading", total=None)
        yield lambda number: progress.update(task, description=f"{number:,} lines")
