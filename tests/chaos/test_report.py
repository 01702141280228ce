"""What makes a run a failure is seen, and told with all that is known of the page."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from schemas import headers
from tests.brokers.verifier import Verdict
from tests.brokers.witness import Place, Record
from tests.chaos import report
from tests.chaos.load import Sent
from tests.chaos.run import Event, Result
from tests.chaos.schedule import Kind

TOPICS = {"articles": "article", "skipped": "skipped", "dlq": "dead"}
PAGE = Place("raw", 0, 5)
MOMENT = 1_700_000_000.0


def outcome(topic: str, reason: str = "") -> Record:
    """An outcome of `PAGE`."""
    stamp = {headers.CE_ID: "an-id", headers.ERRORS_REASON: reason}
    return Record(
        Place(topic, 0, 0), b"key", b"{}", tuple((name, text.encode()) for name, text in stamp.items())
    )


def result(
    *outcomes: Record, lost: bool = False, conflicting: bool = False, logs: tuple[Path, ...] = ()
) -> Result:
    """A run with one page, which should be an article."""
    pages, nothing = frozenset({PAGE}), frozenset[Place]()
    return Result(
        verdict=Verdict(
            outcomes={PAGE: list(outcomes)} if outcomes else {},
            lost=pages if lost else nothing,
            duplicated=pages if len(outcomes) > 1 else nothing,
            contradictory=pages if conflicting else nothing,
            foreign=nothing,
            early=nothing,
        ),
        sent={PAGE: Sent("a-page", "article", MOMENT)},
        topics=TOPICS,
        faults=Counter({Kind.KILL: 2, Kind.BROKER_STOP: 1}),
        events=[Event(MOMENT + 1, "a fault near it"), Event(MOMENT + 1000, "a fault long after")],
        unasked=[],
        peak=0,
        logs=list(logs),
    )


def test_a_run_in_order_is_no_failure() -> None:
    """A duplicate is none; the totals are one line of fixed form."""
    run = result(outcome("articles"), outcome("articles"))
    assert not report.bad(run)
    assert report.totals(run) == "lost=0 conflicting=0 duplicates=1 inputs=1 faults=3"
    assert list(report.bad(replace(run, delivery="exactly_once"))) == ["written twice"]


def test_lost_and_conflicting_pages_are_failures() -> None:
    """Each is named."""
    assert report.bad(result(lost=True)) == {"lost": [PAGE]}
    both = result(outcome("articles"), outcome("dlq", "timeout"), conflicting=True)
    assert report.bad(both) == {"conflicting": [PAGE]}


def test_an_outcome_that_should_be_another_is_a_failure() -> None:
    """But for what the fault of another can do to a page, which is counted."""
    skipped = result(outcome("skipped"))
    assert list(report.bad(skipped)) == ["of another outcome than they should be"]
    hit = result(outcome("dlq", "memory"))
    assert not report.bad(hit)
    assert report.spoilt(hit) == {"memory": 1}


def test_the_story_of_a_page_has_all_that_is_known(tmp_path: Path) -> None:
    """Its outcomes, what workers have logged of it, and the faults around that time; half a line is left out."""
    place = {"streams.topic": "raw", "streams.partition": 0, "streams.offset": 5}
    line = {"@timestamp": "2023-11-14T22:13:22.000Z", **place, "streams.bytes": 1}
    log = tmp_path / "worker-0.log"
    log.write_text(json.dumps(line, separators=(",", ":")) + '\n{"streams.partition":0,"streams.offset":5,')
    told = "\n".join(report.story(result(outcome("dlq", "timeout"), logs=(log,)), PAGE))
    assert "a-page" in told
    assert "dead timeout" in told
    assert "worker-0.log" in told
    assert "a fault near it" in told
    assert "long after" not in told
