"""Decides how far a replay is: up to which offsets all is confirmed, and what became of the pages before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import Any

import orjson

from streams.history.rerun import Pages
from streams.history.span import Span
from streams.outcome import Outcome
from streams.records import Message


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """Pages with the same outcome."""

    kind: str
    reason: str
    """Empty for articles."""
    pages: int
    size: int
    """Bytes of these raw pages, with their keys."""


class Progress:
    """What is settled: pages before the positions, each counted once, however often the replay was resumed.

    Pages finish in any order. One behind a position that waits is done again after a crash, so it is not settled yet.
    """

    def __init__(self, positions: Mapping[int, int], rows: Sequence[Row] = (), seconds: float = 0.0) -> None:
        self.positions = dict(positions)
        """For each partition, the offset to go on from."""
        self.seconds = seconds
        """How long the replay has been at work."""
        self.expired = 0
        """Offsets that had expired before they were read."""
        self._settled = {(row.kind, row.reason): row for row in rows}
        self._ahead: dict[int, list[tuple[int, Row]]] = {}

    def add(self, message: Message, outcome: Outcome) -> None:
        """The outcome of a page is confirmed."""
        row = Row(str(outcome.kind), str(outcome.reason or ""), 1, message.size)
        heappush(self._ahead.setdefault(message.partition, []), (message.offset, row))

    def settle(self, positions: Mapping[int, int]) -> None:
        """All before these offsets is done."""
        self.positions |= positions
        for partition, pages in self._ahead.items():
            while pages and pages[0][0] < positions[partition]:
                self._settle(heappop(pages)[1])

    def _settle(self, page: Row) -> None:
        known = self._settled.get((page.kind, page.reason), replace(page, pages=0, size=0))
        self._settled[page.kind, page.reason] = replace(
            known, pages=known.pages + page.pages, size=known.size + page.size
        )

    def rows(self) -> list[Row]:
        """What became of the pages: articles first, of each kind the most frequent reason first."""
        return sorted(self._settled.values(), key=lambda row: (row.kind, -row.pages, row.reason))

    @property
    def pages(self) -> int:
        """Pages that are settled."""
        return sum(row.pages for row in self._settled.values())

    @property
    def size(self) -> int:
        """Bytes of these."""
        return sum(row.size for row in self._settled.values())

    def left_of(self, pages: Pages) -> Pages:
        """What is still to be done."""
        spans = [Span(span.partition, self.positions[span.partition], span.end) for span in pages.spans]
        limit = None if pages.limit is None else max(0, pages.limit - self.pages)
        return replace(pages, spans=spans, limit=limit)

    def is_finished(self, pages: Pages) -> bool:
        """Whether nothing is left to do."""
        left = self.left_of(pages)
        return left.limit == 0 or not any(map(len, left.spans))

    def offsets_done(self, pages: Pages) -> int:
        """Of all offsets, how many are behind the positions."""
        return sum(self.positions[span.partition] - span.start for span in pages.spans)

    def dumps(self) -> bytes:
        """As JSON."""
        return orjson.dumps(dict(self._parts()), option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)

    def _parts(self) -> Iterator[tuple[str, Any]]:
        yield "positions", self.positions
        yield "expired", self.expired
        yield "seconds", self.seconds
        yield "rows", self.rows()

    @classmethod
    def loads(cls, text: bytes) -> Progress:
        """From JSON. Raises `ValueError`, `LookupError` or `TypeError` for what is no progress."""
        given = orjson.loads(text)
        positions = {int(partition): offset for partition, offset in given["positions"].items()}
        progress = cls(positions, [Row(**row) for row in given["rows"]], given["seconds"])
        progress.expired = given["expired"]
        return progress

    @classmethod
    def none(cls, pages: Pages) -> Progress:
        """That of a replay that has done nothing yet."""
        return cls({span.partition: span.start for span in pages.spans})
