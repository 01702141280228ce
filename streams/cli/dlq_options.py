"""Decides how a person says which dead letters are meant, the same for every command that takes several."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from schemas.rejection import Reason
from streams.cli import range_options as ranges
from streams.dlq.read import Selection

Command = TypeVar("Command", bound=Callable[..., Any])


def selecting(made: Command) -> Command:
    """Adds the options of a range and of pages, --reason and --fingerprint; `selection` reads them."""
    reason = click.option(
        "--reason", "reasons", multiple=True, type=click.Choice([each.value for each in Reason]),
        metavar="REASON", help="Only with this reason, as bug or timeout; repeatable.",
    )  # fmt: skip
    fingerprint = click.option(
        "--fingerprint", "fingerprints", multiple=True, help="Only of this cause; repeatable."
    )
    return ranges.range_options(ranges.wanted_options(reason(fingerprint(made))))


def selection(
    *, hosts: Any, patterns: Any, urls_from: Any, reasons: Any, fingerprints: Any, **part: Any
) -> Selection:
    """The dead letters that the options of `selecting` name; raises `click.UsageError` where they contradict."""
    wanted = ranges.wanted(hosts=hosts, patterns=patterns, urls_from=urls_from)
    choice = ranges.choice(**part)
    return Selection(choice=choice, wanted=wanted, reasons=reasons, fingerprints=fingerprints)
