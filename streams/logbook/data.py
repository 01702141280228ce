"""Decides how a log's report is written for programs: one JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import orjson

from streams.logbook.causes import Cause
from streams.logbook.finding import Finding
from streams.logbook.lives import Life
from streams.logbook.report import Report, sums
from streams.logbook.words import place, rfc3339

_SETS = 20


def as_json(found: Report, told: Sequence[Finding], first_line: str) -> bytes:
    """The report, UTF-8, indented; times are RFC 3339, shares 0 to 1, lengths seconds."""
    return orjson.dumps(
        _data(found, told, first_line), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def _data(found: Report, told: Sequence[Finding], first_line: str) -> dict[str, Any]:
    return {
        "verdict": first_line,
        "is_well": not any(finding.is_urgent for finding in told),
        "findings": [
            {"urgent": finding.is_urgent, "what": finding.what, "remedy": finding.remedy} for finding in told
        ],
        "from": rfc3339(found.first),
        "to": rfc3339(found.last),
        "lines": {
            **{name: getattr(found.lines, name) for name in ("ours", "other", "text", "broken")},
            "passed_over": found.passed_over,
            "refusals": found.lines.refusals.counts,
        },
        **_operation(found),
        **_pages(found),
        "warnings": list(map(_cause, found.causes)),
    }


def _operation(found: Report) -> dict[str, Any]:
    return {
        "workers": list(map(_life, found.lives)),
        "rebalances": found.rebalances,
        "retries": found.retries,
        "children_lost": found.children_lost,
        "memory_bytes": found.memory,
        "outages": [
            {
                "from": rfc3339(outage.since),
                "to": rfc3339(outage.until),
                "seconds": outage.seconds,
                "is_over": outage.is_over,
                "workers": sorted(outage.workers),
            }
            for outage in found.outages
        ],
        "lag": {
            "last": found.lag.last,
            "partitions": dict(found.lag.partitions),
            "times": list(map(rfc3339, found.lag.times)),
            "totals": found.lag.totals,
        },
    }


def _pages(found: Report) -> dict[str, Any]:
    return {
        "pages": found.pages,
        "bytes": found.bytes,
        "outcomes": dict(found.outcomes),
        "reasons": dict(found.reasons),
        "seconds": {stage: dict(each) for stage, each in found.seconds.items()},
        "rate": {
            "from": rfc3339(found.rate.since),
            "seconds": found.rate.width,
            "pages": found.rate.pages,
            "dead": found.rate.dead,
        },
        "dead": [{"reason": reason, "host": host, "pages": pages} for (reason, host), pages in found.dead],
        "poison": [{**asdict(page), "place": place(page.place)} for page in found.poison],
        "done_again": {
            "pages": found.repeats,
            "most": [{"place": place(where), "times": times} for where, times in found.again],
        },
        "changed_hosts": [{**asdict(host), "since": rfc3339(host.since)} for host in found.changed],
        "slow_hosts": [asdict(host) for host in found.slow_hosts],
        "slow_pages": [
            {"seconds": seconds, **page._asdict(), "place": place(page.place), "at": rfc3339(page.at)}
            for seconds, page in found.slow_pages
        ],
        "pages_of_forgotten_hosts": found.hosts_forgotten,
        "hosts": [{"host": name, **sums(host)} for name, host in found.hosts],
    }


def _life(life: Life) -> dict[str, Any]:
    return {
        "worker": life.worker,
        "version": life.version or None,
        "pid": life.pid,
        "from": rfc3339(life.since),
        "to": rfc3339(life.until),
        "ended": life.ended,
        "exit_code": life.exit_code,
        "why": life.why or None,
        "assigned": life.assigned,
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "action": cause.action or None,
        "logger": cause.logger,
        "level": cause.level,
        "count": cause.count,
        "from": rfc3339(cause.first),
        "to": rfc3339(cause.last),
        "text": cause.text,
        "remedy": cause.remedy,
        "workers": sorted(cause.workers)[:_SETS],
        "hosts": sorted(cause.hosts)[:_SETS],
    }
