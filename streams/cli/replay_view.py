"""Decides how a replay is shown: a bar on a terminal, a line every few seconds elsewhere, tables at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from streams.cli.terminal import console, outcome, table
from streams.history.rerun import Pages
from streams.replay.estimate import Estimate
from streams.replay.plan import Plan
from streams.replay.progress import Progress

LINE_SECONDS = 5.0


@contextmanager
def shown(pages: Pages, before: Progress) -> Iterator[Callable[[Progress], None]]:
    """Takes how far the replay is, and shows it on stderr; `before` is what was done when it began now."""
    err = console(stderr=True)
    if not err.is_terminal:
        yield _Lines(pages, before)
        return
    columns = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=_total(pages))
        speed = _speed(before)
        yield lambda now: bar.update(
            task, completed=_done(now, pages), description=f"{speed(now):,.0f}/s {_counts(now)}"
        )


def report(progress: Progress) -> Table:
    """What became of the pages."""
    made = table("outcome", "reason", "pages", "share", "MB", right=("pages", "share", "MB"))
    for row in progress.rows():
        share = f"{row.pages / progress.pages:.1%}"
        made.add_row(outcome(row.kind, row.kind), row.reason, f"{row.pages:,}", share, _megabytes(row.size))
    return made


def summary(progress: Progress) -> str:
    """All of it in one line."""
    rate = progress.pages / progress.seconds if progress.seconds else 0.0
    return f"{progress.pages:,} pages, {_megabytes(progress.size)} MB in {clock(progress.seconds)}: {rate:,.1f} pages/s"


def beginning(plan: Plan, left: Pages) -> str:
    """What is about to be done, in one line."""
    where = {"articles": plan.to.articles, "skipped pages": plan.to.skipped, "dead letters": plan.to.dead}
    ways = ", ".join(
        f"{kind} to {topic}" if topic else f"{kind} only counted" for kind, topic in where.items()
    )
    offsets = sum(map(len, left.spans))
    return f"replay {plan.replay}: {offsets:,} offsets of {left.topic}; {ways}"


def forecast(found: Estimate) -> Table:
    """What a replay would read, by partition."""
    about = "" if found.is_exact else "about "
    columns = ("partition", "first", "end", f"{about}pages", f"{about}MB")
    made = table(*columns, right=columns)
    for part in found.parts:
        span = part.span
        numbers = (span.partition, span.start, span.end, f"{part.pages:,}", _megabytes(part.size))
        made.add_row(*map(str, numbers))
    return made


def forecast_line(found: Estimate, rate: float | None) -> str:
    """How much and how long, in one line."""
    about = "" if found.is_exact else "about "
    if not any(len(part.span) for part in found.parts):
        return "0 pages: there is no message in this range"
    if not found.sample:
        return f"{about}{found.pages:,} pages: none of those that were looked at is wanted"
    speed = f"a sample of {len(found.sample):,} went at {found.pages_a_second:,.1f} pages/s"
    return f"{about}{found.pages:,} pages, about {clock(found.duration(rate))}: {speed}; nothing was written"


def clock(seconds: float) -> str:
    """As 1:02:03, or 2:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Lines:
    """A line on stderr, every few seconds."""

    def __init__(self, pages: Pages, before: Progress) -> None:
        self._pages = pages
        self._speed = _speed(before)
        self._before = _done(before, pages)
        self._began = self._last = time.monotonic()

    def __call__(self, now: Progress) -> None:
        if time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            share = _done(now, self._pages) / _total(self._pages)
            click.echo(
                f"{share:.0%}, {self._speed(now):,.0f} pages/s, {self._left(now)}: {_counts(now)}", err=True
            )

    def _left(self, now: Progress) -> str:
        done = _done(now, self._pages)
        if done == self._before:
            return "nothing done yet"
        seconds = (self._last - self._began) / (done - self._before)
        return f"{clock(seconds * (_total(self._pages) - done))} left"


def _speed(before: Progress) -> Callable[[Progress], float]:
    pages, seconds = before.pages, before.seconds
    return lambda now: (now.pages - pages) / max(now.seconds - seconds, 0.001)


def _counts(progress: Progress) -> str:
    kinds: dict[str, int] = {}
    for row in progress.rows():
        kinds[row.kind] = kinds.get(row.kind, 0) + row.pages
    return " ".join(f"{kind} {count:,}" for kind, count in kinds.items()) or "no page yet"


def _total(pages: Pages) -> int:
    offsets = sum(map(len, pages.spans))
    return offsets if pages.limit is None else min(offsets, pages.limit)


def _done(progress: Progress, pages: Pages) -> int:
    return progress.offsets_done(pages) if pages.limit is None else progress.pages


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}"
