from __future__ import annotations

from dataclasses import replace

from streams.audit.book import Totals
from streams.audit.report import Report, offsets

CLEAN = Report(topic="raw", group="g", partitions={}, total=Totals(pages=5000, articles=5000), missing={})


def test_the_verdict_names_what_is_wrong() -> None:
    """And nothing else."""
    assert CLEAN.holds
    assert CLEAN.verdict == "raw, 5,000 pages: nothing missing, nothing conflicting"
    bad = replace(CLEAN, total=Totals(pages=5000, missing=1000, conflicting=2, in_flight=3))
    assert not bad.holds
    assert bad.verdict == "raw, 5,000 pages: 1,000 missing, 2 conflicting, 3 in flight"


def test_what_may_have_been_taken_is_not_called_missing() -> None:
    """Unless more is missing than was taken; a conflict stays one."""
    taken = replace(CLEAN, total=Totals(pages=9, missing=3), doubtful=3, expired=3)
    assert taken.holds
    assert taken.unproven == 3
    assert "not provable for 3: their outcomes may be among the 3 records" in taken.verdict
    assert taken.as_json()["unproven"] == 3
    assert not replace(taken, expired=2).holds
    assert not replace(taken, doubtful=2).holds
    assert replace(taken, doubtful=2).verdict.endswith(
        "1 missing, not provable for 2: their outcomes may be among the 3 records that compaction or retention took, "
        "nothing conflicting"
    )
    assert replace(taken, doubtful=0, expired=0, compacted=3).holds
    assert not replace(taken, total=Totals(pages=9, missing=3, conflicting=1)).holds


def test_it_is_told_where_to_look() -> None:
    """The first few ranges for a person, all of them for a program."""
    bad = replace(CLEAN, missing={0: [(at, at) for at in range(0, 14, 2)], 1: []}, conflicting={3: [(7, 9)]})
    assert bad.places == [
        "without an outcome: 0:0-0 0:2-2 0:4-4 0:6-6 0:8-8 and 2 more",
        "conflicting: 3:7-9",
    ]
    assert bad.as_json()["missing"][-2:] == ["0:10-10", "0:12-12"]
    assert bad.as_json()["conflicting"] == ["3:7-9"]
    assert CLEAN.places == []


def test_ranges_are_written_as_a_replay_takes_them() -> None:
    """Both ends included."""
    assert offsets({0: [(1, 1), (3, 9)], 2: [(5, 6)]}) == ["0:1-1", "0:3-9", "2:5-6"]
