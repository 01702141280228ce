from __future__ import annotations

from typing import Any

import pytest

from tests.chaos.plan import POISON_URL, SLOW_HOST, Plan
from tests.chaos.told import Planted, checks

PLAN = Plan(seconds=60, a_minute=1000, seed=7)
PLANTED = Planted((1000.0, 1060.0), "worker-1")
REPORT: dict[str, Any] = {
    "outages": [{"from": "1970-01-01T00:16:45Z", "to": "1970-01-01T00:17:45Z"}],
    "changed_hosts": [{"host": PLAN.changed}],
    "poison": [{"url": POISON_URL}],
    "slow_hosts": [{"host": SLOW_HOST}],
    "workers": [{"worker": "worker-1", "ended": "killed"}, {"worker": "worker-2", "ended": "stopped"}],
}


def lines(pages: int, *, host: str = PLAN.changed) -> list[dict[str, Any]]:
    """A worker's lines about the host whose template changed: so many pages, then the warning."""
    told = [
        {
            "event.action": "page",
            "service.node.name": "worker-1",
            "url.domain": PLAN.changed,
            "url.full": f"https://{PLAN.changed}/story/{PLAN.change_at + number}",
        }
        for number in range(pages)
    ]
    return [*told, {"event.action": "drift", "service.node.name": "worker-1", "url.domain": host}]


def failed(report: dict[str, Any], told: list[dict[str, Any]]) -> list[str]:
    """The checks that do not hold."""
    return [check.what for check in checks(PLAN, PLANTED, report, told) if not check.is_told]


def test_a_run_that_is_told_as_it_was_passes() -> None:
    """Every check of it."""
    assert failed(REPORT, lines(50)) == []


@pytest.mark.parametrize("name", REPORT)
def test_what_is_not_told_is_noticed(name: str) -> None:
    """Each fault by its check."""
    assert len(failed({**REPORT, name: []}, lines(20))) == 1


@pytest.mark.parametrize("name", ["outages", "changed_hosts", "poison", "slow_hosts", "workers"])
def test_what_is_told_and_was_not_planted_is_noticed(name: str) -> None:
    """As a false alarm."""
    strange = {"from": "1970-01-01T01:16:45Z", "to": "1970-01-01T01:17:45Z", "host": "other.example"}
    more = {**strange, "url": "https://other.example/", "worker": "worker-2", "ended": "killed"}
    assert len(failed({**REPORT, name: [*REPORT[name], more]}, lines(20))) == 1


def test_a_warning_that_is_late_or_wrong_is_noticed() -> None:
    """It counts the worker's own pages of the host."""
    assert failed(REPORT, lines(51)) == ["within 50 pages"]
    assert failed(REPORT, lines(20, host="other.example")) == [
        "one warning a worker, and no other",
        "within 50 pages",
    ]
    assert failed(REPORT, lines(20) + lines(0)) == ["one warning a worker, and no other"]
