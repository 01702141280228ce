"""Decides what is different between two outcomes of one page: the one that is there, and the one of now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

import orjson

from schemas.article import Article
from streams.compare.similarity import similarity
from streams.outcome import Kind, Outcome

_VERSIONS = ("schema_version", "extractor_version")
FIELDS = tuple(each.name for each in fields(Article) if each.name not in _VERSIONS)
"""The fields of an article that are compared: all but the versions, which differ by their nature."""


class Change(StrEnum):
    """What happens to a page."""

    SAME = "same"
    """The same article, or none for the same reason."""
    CHANGED = "changed"
    """An article before and now, and a field differs."""
    LOST = "lost"
    """An article before, none now."""
    GAINED = "gained"
    """No article before, one now."""
    REASON = "reason"
    """No article before and now, for another reason."""
    MISSING = "missing"
    """No outcome on the topics to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two outcomes of a page, as far as they are compared."""

    kind: Kind
    reason: str = ""
    """Why there is no article; empty where there is one."""
    detail: str = ""
    """The same for a person; not compared."""
    article: Mapping[str, Any] = field(default_factory=dict)
    """The record; empty where there is none."""

    @property
    def label(self) -> str:
        """As `article` or `skipped: listing`."""
        return f"{self.kind}: {self.reason}" if self.reason else str(self.kind)


@dataclass(frozen=True, slots=True)
class Difference:
    """How the outcome of a page changes."""

    change: Change
    before: Side | None
    """None where the page has no outcome yet."""
    after: Side
    fields: tuple[str, ...] = ()
    """The fields that differ, in the order of the record; only where both are articles."""
    similarity: float = 1.0
    """How alike the texts are, 0..1; only where both are articles."""


def compare(before: Side | None, after: Side) -> Difference:
    """The difference between two outcomes of one page."""
    if before is None:
        return Difference(Change.MISSING, before, after)
    if before.kind is Kind.ARTICLE and after.kind is Kind.ARTICLE:
        return _articles(before, after)
    if Kind.ARTICLE in (before.kind, after.kind):
        return Difference(Change.LOST if before.kind is Kind.ARTICLE else Change.GAINED, before, after)
    same = (before.kind, before.reason) == (after.kind, after.reason)
    return Difference(Change.SAME if same else Change.REASON, before, after)


def side_of(outcome: Outcome) -> Side:
    """What an outcome of now is compared by."""
    article = record(outcome.payload or b"{}")
    return Side(kind=outcome.kind, reason=outcome.reason or "", detail=outcome.detail, article=article)


def record(value: bytes) -> Mapping[str, Any]:
    """The record in a message of the articles topic; empty where it is none, so that each field differs."""
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _articles(before: Side, after: Side) -> Difference:
    changed = tuple(_changed(before.article, after.article))
    alike = similarity(_text(before), _text(after)) if "text" in changed else 1.0
    return Difference(Change.CHANGED if changed else Change.SAME, before, after, changed, alike)


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Also fields of the record that this version does not know any more."""
    for name in dict.fromkeys((*FIELDS, *sorted(before))):
        if name not in _VERSIONS and _value(before, name) != _value(after, name):
            yield name


def _value(article: Mapping[str, Any], name: str) -> Any:
    """A field that a record lacks says as little as one that is null or empty."""
    found = article.get(name)
    return None if found in ("", [], {}) else found


def _text(side: Side) -> str:
    return str(side.article.get("text") or "")
