"""Decides how a log's report is laid out on a terminal: the verdict, what to do, the rate over time, then tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from shutil import get_terminal_size

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from streams.cli.logs_tables import tables
from streams.cli.terminal import STYLES
from streams.log_format import printable
from streams.logbook.finding import Finding
from streams.logbook.plot import bars, resampled
from streams.logbook.report import Report
from streams.logbook.words import count, moment, span

PLOT_WIDTH = 72
_LEAST_WIDTH = 10
_HEIGHT = 4
_LABEL = 5


def view(found: Report, told: Sequence[Finding], first_line: str) -> RenderableType:
    """All that is told."""
    return Group(*_parts(found, told, first_line))


def _parts(found: Report, told: Sequence[Finding], first_line: str) -> Iterator[RenderableType]:
    is_well = not any(finding.is_urgent for finding in told)
    yield Text(first_line, "bold green" if is_well else "bold red")
    yield from map(_finding, told)
    yield Text()
    yield Text(_read(found), "dim")
    if found.pages:
        yield Text()
        yield from _plot(found)
    for title, shown in tables(found):
        yield Text(f"\n{title}", "bold")
        yield shown


def _finding(finding: Finding) -> RenderableType:
    mark, style = ("!", "red") if finding.is_urgent else ("-", "yellow")
    shown = Table.grid(padding=(0, 1, 0, 0))
    shown.add_row(Text(mark, style), Text(printable(finding.what), style))
    shown.add_row("", Text(f"-> {printable(finding.remedy)}", "dim"))
    return shown


def _read(found: Report) -> str:
    lines = found.lines
    workers = count(len({life.worker for life in found.lives}), "worker")
    beside = ((lines.other, "of others"), (lines.text, "of text"), (lines.broken, "broken"))
    rest = [f"{number:,} {what}" for number, what in beside if number]
    if found.passed_over:
        rest.append(f"{found.passed_over:,} not asked for")
    if found.rebalances > 1:
        rest.append(count(found.rebalances, "rebalance"))
    return ", ".join([f"{span(found.first, found.last)}: {count(lines.ours, 'line')} of {workers}", *rest])


def _plot(found: Report) -> Iterator[RenderableType]:
    rate = found.rate
    width = get_terminal_size().columns - 1 if sys.stdout.isatty() else PLOT_WIDTH
    width = max(min(width - _LABEL, PLOT_WIDTH, len(rate.pages)), _LEAST_WIDTH)
    pages = [each / rate.width for each in resampled(rate.pages, width)]
    mean = found.pages / max(rate.width * len(rate.pages), 1)
    most = max(rate.pages) / rate.width  # before stretches are put together to fit the width
    yield Text(f"pages a second: {mean:.1f} on the mean, {most:.1f} at most")
    for line in bars(pages, _HEIGHT):
        yield Text(" " * _LABEL + line, STYLES["article"])
    if found.outcomes["dead"]:
        yield Text.assemble("dead ", (bars(resampled(rate.dead, width))[0], STYLES["dead"]))
    end = rate.since + rate.width * len(rate.pages)
    if found.lag.totals:
        yield Text.assemble("lag  ", (bars(found.lag.over(rate.since, end, width))[0], "cyan"))
    start, last = (moment(at, found.first, found.last) for at in (rate.since, end))
    yield Text(f"{'':{_LABEL}}{start}{last:>{max(width - len(start), len(last) + 1)}}", "dim")
    if found.lag.totals:
        yield Text(f"lag: {max(found.lag.totals):,} at most, {found.lag.last:,} at the end", "dim")
