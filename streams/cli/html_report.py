"""Decides how `streams extract --explain-html` collects its report, and which file it may write it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from streams.batch import Result
from streams.cli.errors import Exit, complain, leave
from streams.explain_html import GENERATOR, Told, report

_HEAD = 400
"""Bytes at the start of a file by which a report is known."""


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
    _check(path)
    yield lambda result: told.append(_told(result))
    _write(path, report(told).encode("utf-8", "replace"), "wb")


def _check(path: Path) -> None:
    if path == Path("-"):
        raise click.UsageError(
            "--explain-html needs a file, as report.html: stdout is for JSON lines and text"
        )
    if path.is_file() and path.stat().st_size and not _is_report(path):
        raise click.UsageError(f"--explain-html: {path} is there and is no report; it is not overwritten")
    _write(path, b"", "ab")


def _is_report(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return GENERATOR.encode() in file.read(_HEAD)
    except OSError:  # told when it is opened for writing
        return True


def _write(path: Path, content: bytes, mode: str) -> None:
    try:
        with path.open(mode) as file:
            file.write(content)
    except OSError as error:
        complain(f"cannot write {path}: {error.strerror}")
        leave(Exit.DIFFERENT)


def _told(result: Result) -> Told:
    outcome = result.outcome
    reason = ": ".join(filter(None, (outcome.reason, outcome.detail)))
    return Told(result.origin, outcome.kind, reason, result.explanation)
