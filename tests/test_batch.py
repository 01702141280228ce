from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from schemas.limits import Limits
from schemas.rejection import Reason
from streams.batch import extract, work_on
from streams.ingest.message import Message
from streams.outcome import Kind
from streams.settings import Settings

URL = b"https://news.example/a"
SHELL = Message("shell", URL, b"<html><body></body></html>")
TOMBSTONE = Message("tombstone", URL, None)
HEAVY = Message("heavy", URL, b"<article>" + b"<p>Words of a very long story, one of many.</p>" * 20_000)


def test_results_come_in_the_order_of_the_pages() -> None:
    """A slow page holds the ones behind it back, and none is lost."""
    pages = [replace(page, origin=str(number)) for number, page in enumerate([HEAVY, SHELL, TOMBSTONE] * 4)]
    results = list(extract(pages, Settings(), processes=2))
    assert [result.origin for result in results] == [page.origin for page in pages]
    assert [result.outcome.reason for result in results[2::3]] == [Reason.TOMBSTONE] * 4


def test_a_page_that_takes_too_long_is_dead_and_harms_no_other() -> None:
    """Its child is killed; what it used is not known."""
    heavier = replace(HEAVY, value=(HEAVY.value or b"") * 6)
    slow, *rest = extract([heavier, SHELL, TOMBSTONE], Settings(page_timeout=0.2), processes=1)
    assert (slow.outcome.kind, slow.outcome.reason, slow.cpu_ms) == (Kind.DEAD, Reason.TIMEOUT, None)
    assert [result.outcome.reason for result in rest] == [Reason.EMPTY, Reason.TOMBSTONE]


def test_pages_are_read_as_they_are_needed() -> None:
    """A source without end is no problem, and leaving early ends the children."""

    def endless() -> Iterator[Message]:
        while True:
            yield SHELL

    results = extract(endless(), Settings(), processes=1)
    assert next(results).outcome.kind is Kind.SKIPPED
    results.close()


@pytest.mark.parametrize("explained", [False, True])
def test_a_page_is_explained_where_that_is_asked_for(explained: bool) -> None:
    """A page that was refused before it was one has nothing to explain."""
    assert (work_on(SHELL, limits=Limits(), explained=explained).explanation is not None) is explained
    assert work_on(TOMBSTONE, limits=Limits(), explained=explained).explanation is None
