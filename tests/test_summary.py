from __future__ import annotations

import multiprocessing
import os
import time

from schemas.rejection import Reason
from streams import memory
from streams.outcome import Kind, Outcome, dead
from streams.summary import Summary, sentence
from streams.took import Took


def test_a_summary_tells_of_all_pages() -> None:
    """By outcome, reason and stage; a page whose child died has no time of work."""
    summary = Summary()
    for _ in range(9):
        summary.page(Outcome(kind=Kind.ARTICLE), 1000, Took(0.5, 0.1, 0.3))
    summary.page(dead("", Reason.TIMEOUT, ""), 500, Took(20, None, 0.3))
    fields = summary.fields(2.0)
    assert (fields["pages"], fields["rate"], fields["bytes"]) == (10, 5.0, 9500)
    assert (fields["outcomes"], fields["reasons"]) == ({"article": 9, "dead": 1}, {"timeout": 1})
    stages = fields["seconds"]
    assert abs(stages["wait"]["p50"] - 0.1) < 0.01
    assert stages["work"]["p99"] < 0.11
    assert stages["total"]["p99"] > 18
    text = sentence({**fields, "lag": {"0": 1200, "1": 34}, "in_hand": 7})
    assert text.startswith("2 s: 10 pages, 5.0 a second: 9 article, 0 skipped, 1 dead; work p95 ")
    assert text.endswith("; lag 1,234, 7 in hand")


def test_a_summary_of_nothing_is_one_too() -> None:
    """A worker that has nothing to do says so."""
    fields = Summary().fields(60.0)
    assert (fields["pages"], fields["rate"], fields["seconds"]) == (0, 0.0, {})
    assert "0 pages" in sentence({**fields, "lag": {}, "in_hand": 0})


def test_memory_counts_the_children() -> None:
    """Each takes some megabytes."""
    before = memory.of_family()
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,))
    child.start()
    try:
        grown = 0
        while before is not None and grown < 5_000_000 and child.is_alive():
            grown = (memory.of_family() or 0) - before
        assert before is None or grown >= 5_000_000
    finally:
        child.kill()
        child.join()
    assert before is None or before >= os.sysconf("SC_PAGE_SIZE")


def test_summaries_add_up() -> None:
    """A long one is the sum of the short ones in it."""
    parts, whole = [Summary(), Summary(), Summary()], Summary()
    for number in range(60):
        outcome = Outcome(kind=Kind.ARTICLE) if number % 3 else dead("", Reason.TIMEOUT, "")
        for summary in (parts[number % 2], whole):
            summary.page(outcome, number, Took(1.0 + number, 0.5, 0.2))
            summary.retries += 1
            summary.children_lost += 2
    total = Summary()
    for part in parts:
        total.merge(part)
    assert total.fields(60.0) == whole.fields(60.0)
