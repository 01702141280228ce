"""Decides what is told of one thing that is not as it should be: what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from streams.logbook.report import Report
from streams.logbook.words import moment

NAMED = 3
"""Things of one kind that are named one by one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, or was not."""

    is_urgent: bool
    """Whether something is to be done; else it is over, or small."""
    what: str
    remedy: str


def urgent(what: str, remedy: str) -> Finding:
    """Something is to be done."""
    return Finding(True, what, remedy)


def known(what: str, remedy: str) -> Finding:
    """It is over, or small."""
    return Finding(False, what, remedy)


def at(found: Report, when: float) -> str:
    """A time, as short as the log allows."""
    return moment(when, found.first, found.last)
