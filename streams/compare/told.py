"""Decides in which words a comparison is told, on a terminal and in HTML alike."""

from __future__ import annotations

from collections.abc import Mapping

from streams.compare.difference import Change
from streams.compare.run import Comparison
from streams.compare.thresholds import Threshold
from streams.compare.totals import Tally, Totals

CALLED: Mapping[Change, str] = {
    Change.SAME: "as before",
    Change.CHANGED: "a changed article",
    Change.LOST: "no article any more",
    Change.GAINED: "now an article",
    Change.REASON: "another reason",
    Change.MISSING: "nothing to compare with",
}
"""What happens to pages, in a few words."""


def verdict(tally: Tally) -> str:
    """All of it in one sentence."""
    if not tally.read:
        return "no page in this range"
    missing = tally.read - tally.compared
    beside = f"; {missing:,} have no outcome to compare with" if missing else ""
    if not tally.compared:
        return f"nothing to compare: {_pages(missing)} and no outcome of any"
    if not tally.moved:
        return f"no change: {_pages(tally.compared)}, each as it is on the topics{beside}"
    return (
        f"{tally.moved:,} of {_pages(tally.compared)} change ({share(tally.moved, tally.compared)}){beside}"
    )


def versions(found: Comparison) -> str:
    """Which extractors are compared, as `0.1.0 (1,204 outcomes) with 0.2.0`."""
    before = ", ".join(f"{version} ({count:,} outcomes)" for version, count in found.versions.items())
    return f"{before or 'nothing'} with {found.version}"


def limit_line(limit: Threshold, totals: Totals) -> str:
    """A limit and what was found, as `title>1%: 4.2%, too much`."""
    value = limit.value(totals)
    if value is None:
        return f"{limit}: nothing to count"
    shown = f"{value:.4g}{'%' if limit.percent else ''}"
    if not limit.is_crossed(totals):
        return f"{limit}: {shown}, within the limit"
    return f"{limit}: {shown}, {'too little' if limit.below else 'too much'}"


def share(count: int, of: int) -> str:
    """A part as a percentage; what is little is not rounded to nothing, what is nearly all not to all."""
    if not of:
        return "-"
    percent = 100 * count / of
    if 0 < percent < 0.1:
        return "<0.1%"
    if 99.9 < percent < 100:
        return ">99.9%"
    return f"{percent:.1f}%"


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"
