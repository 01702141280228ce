"""Decides how a person names a part of a topic, the same for every command that reads one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from streams.history.moment import EXPECTED, moment
from streams.history.span import Choice
from streams.history.wanted import Wanted

Command = TypeVar("Command", bound=Callable[..., Any])

_OFFSETS = re.compile(r"(\d{1,9}):(\d{1,18})-(\d{1,18})?")
_HOST = re.compile(r"[^\s/?#@:]+|[0-9a-fA-F:]+")


class _Moment(click.ParamType):
    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            return moment(value, datetime.now(UTC))
        except (ValueError, OverflowError):
            self.fail(f"{value!r}: expected {EXPECTED}", param, ctx)


class _Offsets(click.ParamType):
    name = "partition:first-last"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int, int | None]:
        if isinstance(value, tuple):
            return value
        found = _OFFSETS.fullmatch(value)
        if found is None or (found[3] and int(found[3]) < int(found[2])):
            self.fail(f"{value!r}: expected PARTITION:FIRST-LAST, as 3:100-199 or 3:100-", param, ctx)
        return int(found[1]), int(found[2]), int(found[3]) + 1 if found[3] else None


class _Host(click.ParamType):
    name = "host"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not _HOST.fullmatch(value):
            self.fail(f"{value!r}: expected a host, as example.org", param, ctx)
        return str(value).lower()


WHEN = _Moment()
_RANGE = (
    click.option("--since", type=WHEN, metavar="WHEN", help="From this time on: 2026-11-01, 2h (ago), ..."),
    click.option("--until", type=WHEN, metavar="WHEN", help="Up to this time, without it."),
    click.option(
        "--partition", "partitions", type=click.IntRange(0), multiple=True, metavar="N",
        help="Only this partition; may be repeated.",
    ),
    click.option(
        "--offsets", type=_Offsets(), multiple=True, metavar="P:FIRST-LAST",
        help="Only these offsets of partition P, both ends included; may be repeated, once a partition.",
    ),
)  # fmt: skip
_WANTED = (
    click.option(
        "--host", "hosts", type=_Host(), multiple=True, metavar="HOST",
        help="Only pages of this host and those below it; repeatable.",
    ),
    click.option("--url", "patterns", multiple=True, metavar="PATTERN", help="Only URLs like '*/sport/*'; repeatable."),
    click.option(
        "--urls-from", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path), metavar="FILE",
        help="Only the URLs in this file, one a line.",
    ),
)  # fmt: skip


def range_options(command: Command) -> Command:
    """Adds --since, --until, --partition and --offsets; `choice` reads them."""
    return _with(command, _RANGE)


def wanted_options(command: Command) -> Command:
    """Adds --host, --url and --urls-from; `wanted` reads them."""
    return _with(command, _WANTED)


def choice(
    *,
    since: datetime | None,
    until: datetime | None,
    partitions: Sequence[int],
    offsets: Sequence[tuple[int, int, int | None]],
) -> Choice:
    """The part that the options of `range_options` name; raises `click.UsageError` where they contradict."""
    if since and until and until < since:
        raise click.UsageError(f"--until {until.isoformat()} is before --since {since.isoformat()}")
    named: Mapping[int, tuple[int, int | None]] = {number: (first, end) for number, first, end in offsets}
    if len(named) < len(offsets):
        raise click.UsageError("--offsets: name each partition once")
    return Choice(since=since, until=until, partitions=frozenset(partitions), offsets=named)


def wanted(*, hosts: Sequence[str], patterns: Sequence[str], urls_from: Path | None) -> Wanted:
    """The pages that the options of `wanted_options` name."""
    return Wanted(hosts=frozenset(hosts), patterns=patterns, urls=_lines(urls_from))


def _lines(path: Path | None) -> frozenset[str] | None:
    if path is None:
        return None
    with click.open_file(str(path), encoding="utf-8", errors="replace") as lines:
        return frozenset(line.strip() for line in lines if line.strip())


def _with(command: Command, options: Sequence[Callable[[Command], Command]]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
