"""Decides how a comparison is written for programs: one JSON object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from streams.compare.difference import FIELDS, Change, Difference, Side
from streams.compare.run import Comparison
from streams.compare.thresholds import Threshold
from streams.compare.totals import Compared, Tally

MARK = b'{\n  "comparison": {'
"""Begins every report, so that one can be told from another file."""
MOST_HOSTS = 100
"""Hosts that are listed, those with the most pages that change."""


def as_json(found: Comparison, limits: Sequence[Threshold]) -> bytes:
    """The comparison, its samples and the limits that it was held to, UTF-8, indented."""
    return orjson.dumps(as_data(found, limits), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def as_data(found: Comparison, limits: Sequence[Threshold]) -> dict[str, Any]:
    """The same as values; shares are 0..1."""
    totals = found.totals
    spans = [{"partition": s.partition, "start": s.start, "end": s.end} for s in found.spans if len(s)]
    versions = {"before": found.versions, "now": found.version}
    return {
        "comparison": {"topic": found.topic, "range": spans, "versions": versions},
        **_tally(totals.all),
        "moves": [
            {"before": before, "now": now, "pages": pages}
            for (before, now), pages in sorted(totals.moves.items(), key=lambda item: (-item[1], item[0]))
        ],
        "hosts": [{"host": host, **_tally(tally)} for host, tally in totals.movers(MOST_HOSTS)],
        "samples": list(map(_sample, totals.samples.chosen())),
        "limits": [
            {"limit": str(limit), "value": limit.value(totals), "crossed": limit.is_crossed(totals)}
            for limit in limits
        ],
    }


def fields_in_order(tally: Tally) -> list[tuple[str, int, float]]:
    """Each field that changes, with the number and the share of articles; the most first."""
    order = {name: at for at, name in enumerate(FIELDS)}
    found = sorted(tally.fields.items(), key=lambda item: (-item[1], order.get(item[0], len(order)), item[0]))
    return [(name, count, count / tally.articles) for name, count in found]


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "pages": {
            "read": tally.read,
            "compared": tally.compared,
            "articles": tally.articles,
            **{change.value: tally.changes[change] for change in Change},
        },
        "similarity": tally.similarity,
        "fields": {name: {"changed": count, "share": share} for name, count, share in fields_in_order(tally)},
    }


def _sample(page: Compared) -> dict[str, Any]:
    difference = page.difference
    return {
        "url": page.url,
        "host": page.host,
        "partition": page.partition,
        "offset": page.offset,
        "change": difference.change,
        "similarity": difference.similarity,
        "before": _side(difference.before),
        "now": _side(difference.after),
        "fields": _values(difference),
    }


def _side(side: Side | None) -> Mapping[str, Any] | None:
    if side is None:
        return None
    return {"outcome": side.kind, "reason": side.reason or None, "detail": side.detail or None}


def _values(difference: Difference) -> dict[str, Any]:
    before = difference.before.article if difference.before else {}
    after = difference.after.article
    return {name: {"before": before.get(name), "now": after.get(name)} for name in difference.fields}
