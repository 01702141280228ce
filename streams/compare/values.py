"""Decides how the value of a field is written where it is shown beside another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streams.compare.difference import Difference, Side

# Shown as the text already; they change with it.
_AS_TEXT = frozenset({"blocks", "content_hash", "fingerprint", "word_count"})
OUTCOME = "outcome"


def pairs(difference: Difference) -> Iterator[tuple[str, str, str]]:
    """What is to be shown: a field's name, its value before, its value now. What repeats the text is left out.

    Where there is an article on one side only, the outcome stands first, then what the article says.
    """
    before, after = difference.before or difference.after, difference.after
    if before.article and after.article:
        names = [
            name for name in difference.fields if "text" not in difference.fields or name not in _AS_TEXT
        ]
    else:
        yield OUTCOME, _outcome(before), _outcome(after)
        names = [name for name in ("title", "text") if before.article or after.article]
    for name in names:
        yield name, as_text(before.article.get(name)), as_text(after.article.get(name))


def as_text(value: Any) -> str:
    """A field's value for people: a list has a line for each item."""
    if isinstance(value, list):
        return "\n".join(map(as_text, value))
    if isinstance(value, dict):
        return " \u00b7 ".join(f"{name} {as_text(part)}" for name, part in value.items() if part is not None)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _outcome(side: Side) -> str:
    return f"{side.label} \u2013 {side.detail}" if side.detail else side.label
