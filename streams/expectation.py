"""Decides whether a page became what its manifest says it should: outcome, reason, fields, text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from schemas.article import Article

LONGEST = 100
OUTCOMES = ("article", "skipped", "dead")
# What can be said of the text, and what is wrong with a text of which it does not hold.
ABOUT_TEXT: Mapping[str, Callable[[str, Any], str | None]] = {
    "text_starts": lambda text, wanted: _unless(text.startswith(wanted), text[: len(wanted)]),
    "text_ends": lambda text, wanted: _unless(text.endswith(wanted), text[-len(wanted) :]),
    "text_includes": lambda text, wanted: _first((part for part in wanted if part not in text), "without "),
    "text_excludes": lambda text, unwanted: _first(part for part in unwanted if part in text),
    "text_lines": lambda text, wanted: _unless(len(text.splitlines()) == wanted, len(text.splitlines())),
}
KNOWN = frozenset(("outcome", "reason", *ABOUT_TEXT, *(item.name for item in fields(Article))))


@dataclass(frozen=True, slots=True)
class Expected:
    """What should become of a page; what is not named may be anything."""

    outcome: str
    """`article`, `skipped` or `dead`."""
    reason: str | None = None
    """Value of `schemas.rejection.Reason`."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Values of the article's fields, to the letter, and what `ABOUT_TEXT` knows."""

    def differences(self, outcome: str, reason: str | None, article: Mapping[str, Any]) -> Iterator[str]:
        """Where it became something else, as `expected article, got dead: timeout`."""
        wanted, got = _verdict(self.outcome, self.reason), _verdict(outcome, self.reason and reason)
        if wanted != got:
            yield f"expected {wanted}, got {_verdict(outcome, reason)}"
        elif article:
            yield from self._facts_that_differ(article)

    def _facts_that_differ(self, article: Mapping[str, Any]) -> Iterator[str]:
        for name, wanted in self.facts.items():
            about = ABOUT_TEXT.get(name)
            wrong = (
                about(article["text"], wanted) if about else _unless(article[name] == wanted, article[name])
            )
            if wrong is not None:
                yield f"expected {name} {shorten(repr(wanted))}, got {shorten(wrong)}"


def _verdict(outcome: str, reason: str | None) -> str:
    return f"{outcome}: {reason}" if reason else outcome


def _unless(holds: bool, found: object) -> str | None:  # noqa: FBT001 - what holds is said in place
    return None if holds else repr(found)


def _first(parts: Iterator[str], word: str = "") -> str | None:
    part = next(parts, None)
    return None if part is None else f"{word}{part!r}"


def shorten(text: str) -> str:
    """The text, cut where it is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
