"""Decides what is known of each offset of a partition, in few bytes: a page, its outcomes, whether they differ."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from hashlib import blake2b

from streams.history.span import Span
from streams.outcome import Kind

DIGEST_BYTES = 4
_NONE = 0
_PAGE = 1
_KINDS = {Kind.ARTICLE: 2, Kind.SKIPPED: 4, Kind.DEAD: 8}
_CONFLICT = 16
# Of a page that was sent again: a copy is on the topic, one has passed, one has become a dead letter.
_COPIED = 32
_PASSED = 64
_FAILED = 128
_STATES = 256


def _run_of(states: Iterable[int]) -> re.Pattern[bytes]:
    return re.compile(b"[%s]+" % re.escape(bytes(states)))


_WITHOUT_OUTCOME = _run_of(_PAGE | copies for copies in range(0, _STATES, _COPIED))
_IN_CONFLICT = _run_of(state for state in range(_STATES) if state & _CONFLICT)


@dataclass(slots=True, kw_only=True)
class Totals:
    """What became of pages. Each page is in one of `articles`, `skipped`, `dead`, `missing`, `in_flight`."""

    pages: int = 0
    """Offsets of the raw topic that hold a message."""
    articles: int = 0
    """Pages with an article."""
    skipped: int = 0
    """Pages without an article that were skipped."""
    dead: int = 0
    """Pages that have only a dead letter."""
    missing: int = 0
    """Pages that the group has committed and that have no outcome."""
    in_flight: int = 0
    """Pages without an outcome that the group has not committed."""
    conflicting: int = 0
    """Pages with outcomes of one version that differ in topic, key or value."""
    duplicates: int = 0
    """Records that repeat an outcome in full."""
    replayed: int = 0
    """Outcomes by a replay, or by another version than the page's first one."""
    expired: int = 0
    """Outcomes of pages that are no longer on the raw topic."""
    foreign: int = 0
    """Outcomes of what is not, and never was, a page of this topic."""
    redriven_passed: int = 0
    """Of `dead`: a copy that was sent again has an article, or was skipped."""
    redriven_failed: int = 0
    """Of `dead`: copies have become dead letters only."""
    redriven_waiting: int = 0
    """Of `dead`: a copy is there, and no outcome of one."""

    def add(self, other: Totals) -> None:
        """Count what another has counted, too."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


class Book:
    """One partition: a byte an offset, and four for each version of the extractor with outcomes there."""

    def __init__(self, span: Span, committed: int) -> None:
        """The pages of `span`; the group has committed all before `committed`."""
        self._span = span
        self._settled = min(max(committed - span.start, 0), len(span))
        self._states = bytearray(len(span))
        self._digests: dict[str, array[int]] = {}
        self._counted = Totals()
        self._present = span

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self._states) + sum(each.itemsize * len(each) for each in self._digests.values())

    def page(self, offset: int) -> None:
        """There is a message at this offset."""
        self._states[offset - self._span.start] |= _PAGE

    def copied(self, offset: int) -> None:
        """There is a message that was sent again, of the page at this offset."""
        self._redriven(offset, _COPIED)

    def copy_outcome(self, offset: int, kind: Kind) -> None:
        """There is an outcome of a message that was sent again, of the page at this offset."""
        self._redriven(offset, _FAILED if kind is Kind.DEAD else _PASSED)

    def present(self, span: Span) -> None:
        """What is on the raw topic now that all pages were read: what is before has expired, what is after is none."""
        self._present = span

    def outcome(self, offset: int, kind: Kind, version: str, digest: int, *, replayed: bool) -> None:
        """There is an outcome of the page at this offset; `digest` stands for all that must not differ."""
        index = offset - self._span.start
        if not (0 <= index < len(self._states) and self._states[index] & _PAGE):
            self._of_no_page(offset)
            return
        self._states[index] |= _KINDS[kind]
        if replayed:
            self._counted.replayed += 1
        else:
            self._compare(index, version, digest)

    def totals(self) -> Totals:
        """What has been counted by now."""
        found = Totals()
        found.add(self._counted)
        for state in range(_PAGE, _STATES, 2):  # those with a page
            self._count(found, state)
        return found

    def missing(self) -> Iterator[tuple[int, int]]:
        """Ranges of pages that are missing, first and last offset."""
        return self._ranges(_WITHOUT_OUTCOME, self._settled)

    def conflicting(self) -> Iterator[tuple[int, int]]:
        """Ranges of pages that are conflicting, first and last offset."""
        return self._ranges(_IN_CONFLICT, len(self._states))

    def _ranges(self, run: re.Pattern[bytes], end: int) -> Iterator[tuple[int, int]]:
        for found in run.finditer(self._states, 0, end):
            yield found.start() + self._span.start, found.end() - 1 + self._span.start

    def _redriven(self, offset: int, what: int) -> None:
        if offset in range(self._span.start, self._span.end):
            self._states[offset - self._span.start] |= what

    def _of_no_page(self, offset: int) -> None:
        if offset < self._present.start:
            self._counted.expired += 1
        elif offset >= self._present.end or self._span.start <= offset < self._span.end:
            self._counted.foreign += 1

    def _compare(self, index: int, version: str, digest: int) -> None:
        known = self._digests.get(version)
        if known is None:
            known = self._digests[version] = array("I", bytes(DIGEST_BYTES * len(self._states)))
        if known[index] == _NONE:
            self._counted.replayed += any(each[index] for each in self._digests.values())
            known[index] = digest
        elif known[index] == digest:
            self._counted.duplicates += 1
        else:
            self._states[index] |= _CONFLICT

    def _count(self, found: Totals, state: int) -> None:
        settled = self._states.count(state, 0, self._settled)
        count = settled + self._states.count(state, self._settled)
        found.pages += count
        found.conflicting += count if state & _CONFLICT else 0
        if state & _KINDS[Kind.ARTICLE]:
            found.articles += count
        elif state & _KINDS[Kind.SKIPPED]:
            found.skipped += count
        elif state & _KINDS[Kind.DEAD]:
            found.dead += count
            _count_redriven(found, state, count)
        else:
            found.missing += settled
            found.in_flight += count - settled


def _count_redriven(found: Totals, state: int, count: int) -> None:
    if state & _PASSED:
        found.redriven_passed += count
    elif state & _FAILED:
        found.redriven_failed += count
    elif state & _COPIED:
        found.redriven_waiting += count


def digest_of(kind: Kind, key: bytes | None, value: bytes | None) -> int:
    """A number for an outcome's topic, key and value, never 0; two that differ share one once in four billion."""
    made = blake2b(digest_size=DIGEST_BYTES, person=kind.encode())
    made.update(b"-" if key is None else b"%d " % len(key) + key)
    made.update(value or b"")
    return int.from_bytes(made.digest(), "big") or 1
