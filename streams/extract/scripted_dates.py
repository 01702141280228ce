"""Decides which days the data within scripts call those of publication."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from streams.extract.shown_dates import Read

_STATED = re.compile(
    r"""ubli(?:sh(?:ed)?|cation)(?:_?(?:[dD]ate|[tT]ime|[aA]t|[oO]n)){0,2}\\*["']?\s*:\s*\\*["'](?P<value>[^"'\\]{8,40})"""
)
"""How data name the day of publication. What a pattern begins with is found fast if it is plain, letter by letter."""
HINT = "ubli"
"""What is in all these names."""
_OPPOSITES = ("un", "re")


def scripted_dates(scripts: Iterable[str], read: Read) -> Iterator[str]:
    """The days that data call those of publication."""
    named = (match for text in scripts for match in _STATED.finditer(text) if not _is_opposite(match))
    return filter(None, (read(match["value"]) for match in named))


def _is_opposite(match: re.Match[str]) -> bool:
    """Whether it is an `unpublish_date` or a `republishedAt`."""
    start = match.start()
    return match.string[max(0, start - 3) : max(0, start - 1)].lower() in _OPPOSITES
