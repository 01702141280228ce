"""Decides which file a report may be written to: a new one, or an earlier report."""

from __future__ import annotations

from pathlib import Path

import click

from streams.cli.errors import Exit, complain, leave

_HEAD = 400
"""Bytes at the start of a file by which a report is known."""


def check(path: Path, option: str, mark: bytes) -> None:
    """Try whether a report can be written, before there is one; `mark` is what it has in its first lines.

    Raises `click.UsageError` as `check_name`; ends the command where the file cannot be written.
    """
    check_name(path, option, mark)
    _write(path, b"", "ab")


def check_name(path: Path, option: str, mark: bytes) -> None:
    """Raises `click.UsageError` for `-`, and for a file that is no report: a page given in its place is kept."""
    if path == Path("-"):
        raise click.UsageError(f"{option} needs a file: stdout is for JSON and text")
    if path.is_file() and path.stat().st_size and not _is_report(path, mark):
        raise click.UsageError(f"{option}: {path} is there and is no report; it is not overwritten")


def write(path: Path, content: bytes) -> None:
    """Write the report; ends the command where that cannot be done."""
    _write(path, content, "wb")


def _is_report(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return mark in file.read(_HEAD)
    except OSError:  # told when it is opened for writing
        return True


def _write(path: Path, content: bytes, mode: str) -> None:
    try:
        with path.open(mode) as file:
            file.write(content)
    except OSError as error:
        complain(f"cannot write {path}: {error.strerror}")
        leave(Exit.DIFFERENT)
