"""Decides which lines of a log are ours, wherever they were taken from: bare, behind a prefix, within other JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson

from schemas.log_fields import LOGGER, NODE, TIMESTAMP
from streams.logbook.top import Frequent

Entry = Mapping[str, Any]
"""A log line, by the names of `schemas.log_fields`."""

# How collectors wrap a line as it was written: Docker's files, journald and `journalctl -o json`, others.
_WRAPPERS = ("log", "MESSAGE", "message")
_START = b'{"' + TIMESTAMP.encode()
# As `streams.log_format.TextFormatter` begins a line, behind whatever stands before it.
_TEXT = re.compile(rb"(?:^|\s)\d\d:\d\d:\d\d (?:debug|info|warning|error|critical) +\S")

# The one line on stderr of a worker that cannot start.
_REFUSAL = re.compile(rb"(?:^|\s)streams(?: worker: |: error: )(.+)")
REFUSALS = 100


class Lines:
    """Takes lines, gives those that are ours, and counts what the others are."""

    def __init__(self) -> None:
        self.ours = 0
        self.other = 0
        """Lines of other programs, empty ones not counted."""
        self.text = 0
        """Lines of workers that log text for people."""
        self.broken = 0
        """Lines that begin like ours and are none, as the last one of a worker that was killed."""
        self.refusals: Frequent[str] = Frequent(REFUSALS)
        """What workers that could not start said of it, and how often."""

    @property
    def read(self) -> int:
        """All lines."""
        return self.ours + self.other + self.text + self.broken + sum(self.refusals.counts.values())

    def entry(self, line: bytes) -> Entry | None:
        """The line as an object, where it is one of ours."""
        try:
            found = orjson.loads(line)
            if NODE not in found or LOGGER not in found:
                found = _unwrapped(found)
        except (orjson.JSONDecodeError, TypeError):
            found = _within(line)
        if found is None:
            self._count(line)
            return None
        self.ours += 1
        entry: Entry = found
        return entry

    def refuse(self) -> None:
        """The last one was none after all: a field of it is not what it should be."""
        self.ours -= 1
        self.broken += 1

    def _count(self, line: bytes) -> None:
        if _START in line:
            self.broken += 1
        elif _TEXT.search(line[:200]):
            self.text += 1
        elif refusal := _REFUSAL.search(line[:1000]):
            self.refusals.add(refusal[1].decode(errors="replace").strip())
        elif line.strip():
            self.other += 1


def _within(line: bytes) -> Entry | None:
    """The object behind a prefix; of two in a line, when the first was never ended, the last."""
    end = line.rfind(b"}") + 1
    for start in (line.find(b"{"), line.rfind(_START)):
        if 0 <= start < end:
            try:
                found = orjson.loads(line[start:end])
            except orjson.JSONDecodeError:
                continue
            return _unwrapped(found)
    return None


def _unwrapped(found: Any) -> Entry | None:
    if not isinstance(found, dict):
        return None
    if NODE in found and LOGGER in found and TIMESTAMP in found:
        return found
    for name in _WRAPPERS:
        inner = found.get(name)
        if isinstance(inner, str) and inner.startswith("{"):
            return _of_ours(inner)
    return None


def _of_ours(text: str) -> Entry | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and NODE in found and LOGGER in found else None
