"""Decides how the result of `streams extract` is written for programs: one JSON object a line."""

from __future__ import annotations

from typing import Any

import orjson

from streams.batch import Result
from streams.explain import Explanation


def json_line(result: Result) -> bytes:
    """The result as a JSON object; the article within is byte for byte as it would be published."""
    outcome = result.outcome
    line: dict[str, Any] = {
        "path": result.origin,
        "outcome": outcome.kind,
        "reason": outcome.reason,
        "detail": outcome.detail or None,
        "article": orjson.Fragment(outcome.payload) if outcome.payload else None,
        "cpu_ms": result.cpu_ms,
    }
    if result.explanation:
        line["explanation"] = _explained(result.explanation)
    return orjson.dumps(line)


def _explained(explanation: Explanation) -> dict[str, Any]:
    removed = [{"rule": piece.rule, "snippet": piece.snippet} for piece in explanation.removed]
    candidates = {
        name: [candidate._asdict() for candidate in found] for name, found in explanation.candidates.items()
    }
    return {"removed": removed, "sources": dict(explanation.sources), "candidates": candidates}
