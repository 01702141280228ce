"""Decides how one thing that was looked at is told: how it is, and what is to be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    """As it should be."""
    NOTE = "note"
    """It works, and someone should know; or it could not be looked at."""
    WRONG = "wrong"
    """It does not work, or will not when it matters."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    """What it is: `broker`, `topic articles`, `rights`, ..."""
    state: State
    found: str
    """What was found, in a few words."""
    remedy: str = ""
    """What to change; empty where nothing is to be changed."""
