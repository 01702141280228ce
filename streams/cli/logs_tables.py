"""Decides which tables of a log's report a terminal shows, and their rows; a table without rows is left out."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from streams.cli.terminal import outcome, table
from streams.log_format import printable
from streams.logbook.lives import Ended
from streams.logbook.report import Report
from streams.logbook.words import length, moment, place, short
from streams.outcome import Kind

MOST_ROWS = 10
"""Rows of a table; the reports in files have more."""


def tables(found: Report) -> Iterator[tuple[str, Table]]:
    """Those with rows, each with its title."""
    for title, shown in (
        ("Outcomes", _outcomes(found)),
        ("What a page takes, half and 95 and 99 in 100", _seconds(found)),
        ("Workers", _workers(found)),
        ("The broker was away", _outages(found)),
        ("Hosts that changed", _changed(found)),
        ("Slow hosts", _slow_hosts(found)),
        ("Slowest pages", _slow_pages(found)),
        ("Dead letters", _dead(found)),
        ("Pages that killed their process", _poison(found)),
        ("Pages told more than twice", _again(found)),
        ("Warnings", _warnings(found)),
    ):
        if shown.row_count:
            yield title, shown


def _outcomes(found: Report) -> Table:
    shown = table("pages", "share", "outcome", right=("pages", "share"))
    for kind in Kind:
        if found.pages:
            pages = found.outcomes[kind]
            shown.add_row(f"{pages:,}", f"{pages / found.pages:.1%}", outcome(kind, kind))
    for reason, pages in found.reasons[:MOST_ROWS]:
        shown.add_row(f"{pages:,}", f"{pages / found.pages:.1%}", Text(f"  {printable(reason)}", "dim"))
    return shown


def _seconds(found: Report) -> Table:
    shown = table("of", "half", "95%", "99%", right=("half", "95%", "99%"))
    names = {"work": "work", "write": "writing", "total": "in all"}
    for stage, called in names.items():
        if spread := found.seconds[stage]:
            shown.add_row(called, *(short(spread[name]) for name in ("p50", "p95", "p99")))
    return shown


def _workers(found: Report) -> Table:
    shown = table("from", "to", "end", "worker", shares={"worker": 1})
    for life in found.lives[-2 * MOST_ROWS :]:
        style = "" if life.ended in (Ended.RUNNING, Ended.STOPPED) else "red"
        code = f" ({life.exit_code})" if life.exit_code else ""
        version = f", version {life.version}" if life.version else ""
        times = _at(found, life.since), _at(found, life.until)
        shown.add_row(*times, Text(f"{life.ended}{code}", style), _text(f"{life.worker}{version}"))
    return shown


def _outages(found: Report) -> Table:
    shown = table("from", "to", "for", "workers", right=("for",), shares={"workers": 1})
    for outage in found.outages[-MOST_ROWS:]:
        until = _at(found, outage.until) if outage.is_over else "still"
        names = _text(", ".join(sorted(outage.workers)))
        shown.add_row(_at(found, outage.since), until, length(outage.seconds), names)
    return shown


def _changed(found: Report) -> Table:
    shown = table("host", "about", "what", shares={"host": 1, "what": 2}, cut=False)
    for host in found.changed[:MOST_ROWS]:
        shown.add_row(_text(host.host), _at(found, host.since), _text(host.what))
    return shown


def _slow_hosts(found: Report) -> Table:
    columns = ("pages", "half", "95%", "of work")
    shown = table(*columns, "host", right=columns, shares={"host": 1})
    for host in found.slow_hosts[:MOST_ROWS]:
        figures = (f"{host.pages:,}", short(host.half), short(host.nearly_all), f"{host.work:.0%}")
        shown.add_row(*figures, _text(host.host))
    return shown


def _slow_pages(found: Report) -> Table:
    shown = table("took", "outcome", "page", right=("took",), shares={"page": 1})
    for seconds, page in found.slow_pages[:MOST_ROWS]:
        shown.add_row(short(seconds), _text(page.reason or "article"), _text(page.url))
    return shown


def _dead(found: Report) -> Table:
    shown = table("pages", "reason", "host", right=("pages",), shares={"host": 1})
    for (reason, host), pages in found.dead[:MOST_ROWS]:
        shown.add_row(f"{pages:,}", _text(reason), _text(host or "-"))
    return shown


def _poison(found: Report) -> Table:
    shown = table("place", "reason", "page", shares={"page": 1})
    for page in found.poison[:MOST_ROWS]:
        shown.add_row(_text(place(page.place)), _text(page.reason or "-"), _text(page.url))
    return shown


def _again(found: Report) -> Table:
    shown = table("times", "place", right=("times",), shares={"place": 1})
    for where, times in found.again[:MOST_ROWS]:
        shown.add_row(str(times), _text(place(where)))
    return shown


def _warnings(found: Report) -> Table:
    shown = table(
        "lines", "what, and what to do", right=("lines",), shares={"what, and what to do": 1}, cut=False
    )
    for cause in found.causes[:MOST_ROWS]:
        text = Text(printable(cause.text)[:200])
        text.append(f"\n-> {cause.remedy}", "dim")
        shown.add_row(f"{cause.count:,}", text)
    return shown


def _at(found: Report, when: float) -> str:
    return moment(when, found.first, found.last)


def _text(value: str) -> Text:
    """As it is: no mark-up of the terminal's, no control characters."""
    return Text(printable(value))
