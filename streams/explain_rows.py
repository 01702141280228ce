"""Decides in which rows and groups an explanation is told to people, whatever it is shown in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from itertools import groupby
from typing import Any, NamedTuple

from schemas.article import Article
from streams.extract.body import Passage
from streams.extract.candidates import Candidate

# Shown as the page's text instead, or beside each field.
_TOLD_ELSEWHERE = frozenset({"text", "blocks", "sources"})
_WITHOUT_SOURCE = {
    **dict.fromkeys(("url", "domain"), "as received"),
    **dict.fromkeys(("word_count", "content_hash", "fingerprint", "quality"), "computed"),
    **dict.fromkeys(("schema_version", "extractor_version"), "constant"),
}
_LONG_GROUP = 5
# Elements of which nothing is seen: those that follow each other are told as one.
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "link", "meta"})
_WHY = {
    "after": "after the last line of the text",
    "before": "before the first line of the text",
    "byline": "says no more than who wrote it: see authors",
    "caption": "what a picture shows: see images",
    "credit": "who made a picture",
    "empty-heading": "a heading without text below it",
    "hidden": "not shown on the page",
    "label": "a label, as \u201cShare\u201d",
    "links": "a line of links",
    "outside": "not in the part of the page that is the article",
    "repeated": "said before, or said often",
    "site": "the rule for this site says so",
    "teaser": "leads to another article",
    "title": "the headline: see title",
}


class Row(NamedTuple):
    """A field of the record."""

    name: str
    values: tuple[str, ...]
    """In words; none where it was not found."""
    source: str
    """What gave it."""
    offered: Sequence[Candidate]
    """What the page offers for it."""

    @property
    def is_absent(self) -> bool:
        """Whether the page has nothing for it."""
        return not (self.values or self.offered)


class Group(NamedTuple):
    """What was kept in a row, or what one rule removed in a row."""

    rule: str
    """The rule, or several of one kind; empty where it was kept."""
    why: str
    """What the rule means, where its name does not say it."""
    passages: tuple[Passage, ...]
    is_long: bool
    """Much, or nothing that a reader of the page sees: to be shown when it is asked for."""


def rows(article: Article, candidates: Mapping[str, Sequence[Candidate]]) -> Iterator[Row]:
    """Each field that is not told elsewhere, in the order of the record."""
    for name in (field.name for field in fields(article) if field.name not in _TOLD_ELSEWHERE):
        value = getattr(article, name)
        source = article.sources.get(name) or _WITHOUT_SOURCE.get(name, "-")
        yield Row(name, tuple(_values(value)), source, candidates.get(name, ()))


def groups(passages: Sequence[Passage]) -> Iterator[Group]:
    """What was kept and what was removed, in the order of the page."""
    for kind, found in groupby(passages, key=_grouping):
        group = tuple(found)
        rule = ", ".join(dict.fromkeys(passage.rule for passage in group))
        is_long = bool(rule) and (len(group) > _LONG_GROUP or kind == "unseen")
        yield Group(rule, _WHY.get(rule, ""), group, is_long)


def _grouping(passage: Passage) -> str:
    return "unseen" if passage.rule in _UNSEEN else passage.rule


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from map(_words, value)
    elif value not in (None, ""):
        yield _words(value)


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "__dataclass_fields__"):
        return _parts(asdict(value))
    return str(value)


def _parts(parts: Mapping[str, Any]) -> str:
    """What a picture, a link or a rating consists of; numbers with their names."""
    said = (f"{name} {part}" if isinstance(part, float) else part for name, part in parts.items())
    return " \u00b7 ".join(filter(None, said))
