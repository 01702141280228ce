"""Decides which texts of a page are its dates where no markup and no URL gives one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

from streams.extract.date_labels import announces_change, parts_of, speaks_of_change, speaks_of_publication
from streams.extract.datetext import YEAR, names_day
from streams.extract.scripted_dates import HINT, scripted_dates
from streams.extract.shown_dates import Read, only, publications
from streams.extract.surroundings import is_elsewhere, is_within_article
from streams.extract.tree import HtmlNode, select

if TYPE_CHECKING:
    from streams.extract.document import Document
    from streams.extract.marked_dates import Marks

_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "option", "textarea"})
_LABEL = re.compile(
    r"(?:datum|date)\s?:|datum$|date$|pressemitteilung|press release|communiqué|comunicado|comunicato",
    re.IGNORECASE,
)
"""What labels a date of publication beside words that mean it: releases are dated by the day they are sent."""
_NO_DATE_OF_ARTICLE = re.compile(r"©|copyright|\(c\)", re.IGNORECASE)
_OPENING = re.compile(r"\d[\d./-]{7,9}(?=\s)|[^–—|•]{6,50}?(?:\s[–—|•-]|\))")
_BREAK = re.compile(r"\s[–—|•-]\s")
_LONGEST = 60
_LONGEST_BARE = 40
_LONGEST_RAW = 200
_MAX_NODES = 6000
_NEAR = 30
_TOP = 20


@dataclass(frozen=True, slots=True)
class _Shown:
    """A short text that names a day."""

    value: str
    words: str
    label: str
    """The text before it, if that names no day."""
    holder: HtmlNode
    position: int
    """How many texts of the page begin before it."""
    distance: int | None
    """How many texts behind the headline it stands; negative before it; None where there is no headline."""

    @property
    def is_update(self) -> bool:
        """Whether it speaks of a change."""
        return speaks_of_change(self.words) or (
            announces_change(self.label) and not speaks_of_publication(self.words)
        )

    @property
    def is_labelled(self) -> bool:
        """Whether it speaks of the publication."""
        return any(speaks_of_publication(text) or _LABEL.search(text) for text in (self.words, self.label))

    @property
    def is_foreign(self) -> bool:
        """Whether it is not the article's: at the top of the page, where no `article` holds it, clocks stand."""
        is_before = self.distance is None or self.distance < 0
        is_top = is_before and self.position <= _TOP and not is_within_article(self.holder)
        return is_top or is_elsewhere(self.holder)


def unmarked_dates(document: Document, marks: Marks, read: Read) -> Iterator[str]:
    """The days that may be that of publication, the most certain first."""
    texts = _Texts(document, marks)
    shown = [found for found in texts.shown(read) if not found.is_update]
    yield from _published([found for found in shown if not found.is_foreign])
    yield from only(found.value for found in shown if found.is_labelled)
    yield from only(publications(marks.anywhere(), read))
    parts = (part for part in _BREAK.split(document.title) if len(part) <= _LONGEST_BARE)
    yield from filter(None, map(read, parts))
    yield from texts.openings(read)
    yield from scripted_dates(chain(texts.scripts(), _misplaced(document)), read)


def _published(shown: list[_Shown]) -> Iterator[str]:
    """A labelled day, those nearest to the headline, the only one of the page."""
    yield from (found.value for found in shown if found.is_labelled)
    bare = [found for found in shown if len(found.words) <= _LONGEST_BARE]
    placed = [(found.distance, found.value) for found in bare if found.distance is not None]
    yield from (value for distance, value in placed if 0 <= distance <= _NEAR)
    yield from (value for distance, value in reversed(placed) if -_NEAR <= distance < 0)
    yield from only(found.value for found in bare)


class _Texts:
    """The texts of a page, those of scripts among them, in its order."""

    def __init__(self, document: Document, marks: Marks) -> None:
        body = document.tree.body
        parts = () if body is None else body.traverse(include_text=True, skip_empty=True)
        self._nodes = [node for node in islice(parts, _MAX_NODES) if node.is_text_node]
        self._texts = [node.text_content or "" for node in self._nodes]
        self._head = document.tree.head
        self._headline = marks.place.headline or _only_heading(document)
        self._marks = marks

    def shown(self, read: Read) -> Iterator[_Shown]:
        """The short texts that name a day, but for rights and for what is in links to other pages."""
        texts, may_name_day = enumerate(self._texts), YEAR.search
        for position in [at for at, text in texts if len(text) <= _LONGEST_RAW and may_name_day(text)]:
            words = " ".join(self._texts[position].split())
            if len(words) <= _LONGEST and not _NO_DATE_OF_ARTICLE.search(words):
                yield from self._shown_at(position, words, read)

    def openings(self, read: Read) -> Iterator[str]:
        """The days with which long texts behind the headline open: `15.12.2020 – `, `(15 December 2020) `."""
        texts = enumerate(self._texts[self._start or 0 :], self._start or 0)
        for position in [at for at, text in texts if len(text) > _LONGEST and names_day(text[:_LONGEST])]:
            match = _OPENING.match(self._texts[position].strip()[:_LONGEST_RAW])
            if match and _is_seen(self._nodes[position]) and (value := read(match[0])):
                yield value

    def scripts(self) -> Iterator[str]:
        """The scripts of the body, then those of the head, that speak of a publication."""
        texts = zip(self._nodes, self._texts, strict=True)
        yield from (text for node, text in texts if HINT in text and _tag_around(node) == "script")
        head = () if self._head is None else select(self._head, "script")
        yield from (text for node in head if HINT in (text := node.text()))

    def _shown_at(self, position: int, words: str, read: Read) -> Iterator[_Shown]:
        node = self._nodes[position]
        holder = node.parent
        if holder is None or not _is_seen(node) or self._marks.leads_away(holder):
            return
        label, distance = self._label(position), None if self._start is None else position - self._start
        for part in parts_of(words):
            if value := read(part.text):
                yield _Shown(value, part.text, label, holder, position, distance)

    def _label(self, position: int) -> str:
        """The end of the text before."""
        words = " ".join(self._texts[position - 1][-_LONGEST_RAW:].split()) if position else ""
        return "" if names_day(words) else words[-_LONGEST_BARE:]

    @cached_property
    def _start(self) -> int | None:
        """How many texts begin before the headline."""
        texts = () if self._headline is None else self._headline.traverse(include_text=True, skip_empty=True)
        first = next((node.mem_id for node in texts if node.is_text_node), None)
        return next((at for at, node in enumerate(self._nodes) if node.mem_id == first), None)


def _is_seen(node: HtmlNode) -> bool:
    return _tag_around(node) not in _SILENT


def _tag_around(node: HtmlNode) -> str | None:
    return None if node.parent is None else node.parent.tag


def _misplaced(document: Document) -> Iterator[str]:
    """JSON-LD that stands in a meta tag."""
    return (text for name, texts in document.meta.items() if name.endswith("ld+json") for text in texts)


def _only_heading(document: Document) -> HtmlNode | None:
    """The page's `h1`, if it has no other."""
    return document.headings[0] if len(document.headings) == 1 else None
