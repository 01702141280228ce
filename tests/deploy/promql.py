"""Decides what a query asks for, and what of that a worker does not show."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import promql_parser
from prometheus_client.parser import text_string_to_metric_families

Shown = Mapping[str, Collection[Mapping[str, str]]]
"""The labels of each series, by the name of its samples."""

TARGET = {"job": "streams", "instance": "worker:6066"}
"""The labels that Prometheus itself gives to what it scrapes."""
_PARTS = ("lhs", "rhs", "expr", "args", "vector_selector")


def shown(text: str) -> Shown:
    """What `/metrics` shows, as Prometheus stores it."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append({**sample.labels, **TARGET})
    return found


def parsed(query: str) -> Any:
    """The query's tree; what only Grafana knows stands for something like it."""
    plain = query.replace("$__rate_interval", "5m").replace('=~"$job"', '=~".*"')
    return promql_parser.parse(plain)


def unanswered(query: str, by: Shown) -> list[str]:
    """The selectors that select nothing, and the labels that no selected series has."""
    tree = parsed(query)
    return [problem for part in _walk(tree) for problem in _problems(part, by)]


def labels_of(query: str, by: Shown) -> set[str]:
    """The labels of the result: those of the outermost grouping, else of the first selector."""
    for part in _walk(parsed(query)):
        if isinstance(part, promql_parser.AggregateExpr):
            return set(part.modifier.labels) if part.modifier else set()
        if isinstance(part, promql_parser.VectorSelector):
            return {label for series in _selected(part, by) for label in series}
    return set()


def _walk(part: Any) -> Iterator[Any]:
    yield part
    for name in _PARTS:
        below = getattr(part, name, None) or ()
        for each in below if isinstance(below, list) else [below] if below else []:
            yield from _walk(each)


def _problems(part: Any, by: Shown) -> Iterator[str]:
    if isinstance(part, promql_parser.VectorSelector) and not _selected(part, by):
        yield f"nothing is selected by {part.prettify()}"
    for label in _grouped_by(part):
        if not all(label in series for each in _selectors(part) for series in _selected(each, by)):
            yield f"no label {label} in {part.prettify()}"


def _grouped_by(part: Any) -> list[str]:
    if isinstance(part, promql_parser.BinaryExpr):
        return part.modifier.matching.labels if part.modifier and part.modifier.matching else []
    return part.modifier.labels if isinstance(part, promql_parser.AggregateExpr) and part.modifier else []


def _selectors(part: Any) -> list[Any]:
    return [each for each in _walk(part) if isinstance(each, promql_parser.VectorSelector)]


def _selected(selector: Any, by: Shown) -> list[Mapping[str, str]]:
    matchers = selector.matchers.matchers
    return [
        series
        for series in by.get(selector.name, ())
        if all(each.name in series and _holds(each, series[each.name]) for each in matchers)
    ]


def _holds(matcher: Any, value: str) -> bool:
    kinds = promql_parser.MatchOp
    if matcher.op == kinds.Equal:
        return bool(value == matcher.value)
    if matcher.op == kinds.NotEqual:
        return bool(value != matcher.value)
    return (re.fullmatch(str(matcher.value), value) is not None) is bool(matcher.op == kinds.Re)
