"""Decides how `streams extract --explain-html` collects its report, and which file it may write it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.batch import Result
from streams.cli import report_file
from streams.explain_html import Told, report
from streams.markup import GENERATOR


@contextmanager
def html_report(path: Path | None) -> Iterator[Callable[[Result], object]]:
    """Takes results and, where there is a path, writes their report at the end; whether it can is tried before.

    Raises `click.UsageError` for a file that is no report, as a page given in the wrong place is not overwritten,
    and for `-`.
    """
    if path is None:
        yield lambda _: None
        return
    told: list[Told] = []
    report_file.check(path, "--explain-html", GENERATOR.encode())
    yield lambda result: told.append(_told(result))
    report_file.write(path, report(told).encode("utf-8", "replace"))


def _told(result: Result) -> Told:
    outcome = result.outcome
    reason = ": ".join(filter(None, (outcome.reason, outcome.detail)))
    return Told(result.origin, outcome.kind, reason, result.explanation)
