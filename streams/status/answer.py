"""Decides what is told of a page that was tried on the status page; made in the child process that worked on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from schemas.limits import Limits
from streams.batch import Result, work_on
from streams.explain import Explanation
from streams.explain_rows import Group, Row, groups, rows
from streams.ingest.message import Message
from streams.markup import visible

MOST_CHARACTERS = 1_000_000
"""Of the page's text; what comes after is left out, and that is said."""
MOST_GROUPS = 5_000
MOST_VALUES = 200
"""Of one field, and candidates for it."""
_VALUE_LENGTH = 2_000
RECORD_BYTES = 2_000_000
"""A longer record is not shown."""


def told(message: Message, limits: Limits) -> bytes:
    """What became of the page, and how it came about, as JSON of bounded size."""
    return answer(work_on(message, limits=limits, explained=True))


def answer(result: Result) -> bytes:
    """The same, of a result that is there."""
    outcome = result.outcome
    return orjson.dumps(
        {
            "outcome": outcome.kind,
            "reason": outcome.reason,
            "detail": visible(outcome.detail),
            "title": visible(outcome.title),
            "url": visible(outcome.url[:_VALUE_LENGTH]),
            "cpu_ms": result.cpu_ms,
            "record": _record(outcome.payload),
            **(_explained(result.explanation) if result.explanation else {}),
        }
    )


def _record(payload: bytes | None) -> str | None:
    if payload is None or len(payload) > RECORD_BYTES:
        return None
    return visible(orjson.dumps(orjson.loads(payload), option=orjson.OPT_INDENT_2).decode())


def _explained(explanation: Explanation) -> dict[str, Any]:
    article, passages = explanation.article, explanation.passages
    kept = sum(not passage.rule for passage in passages)
    shown = list(_groups(groups(passages)))
    return {
        "fields": [_row(row) for row in rows(article, explanation.candidates)] if article else [],
        "found_by": explanation.sources.get("text"),
        "kept": kept,
        "removed": len(passages) - kept,
        "groups": shown,
        "left_out": len(passages) - sum(len(group["lines"]) for group in shown),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "values": [_cut(value) for value in row.values[:MOST_VALUES]],
        "source": visible(row.source),
        "offered": [(visible(source), _cut(text), won) for source, text, won in row.offered[:MOST_VALUES]],
    }


def _groups(found: Iterable[Group]) -> Iterator[dict[str, Any]]:
    """As many as fit, none in part."""
    left = MOST_CHARACTERS
    for number, group in enumerate(found):
        left -= sum(len(passage.text) for passage in group.passages)
        if left < 0 or number == MOST_GROUPS:
            return
        lines = [(passage.kind, visible(passage.text)) for passage in group.passages]
        yield {"rule": visible(group.rule), "why": group.why, "is_long": group.is_long, "lines": lines}


def _cut(text: str) -> str:
    return visible(text[:_VALUE_LENGTH])
