from __future__ import annotations

from dataclasses import replace

import pytest

from streams.compare import totals as module
from streams.compare.difference import Change, Side
from streams.compare.similarity import similarity
from streams.outcome import Kind
from tests.cli.test_people import ARTICLE
from tests.compare.pages import DEAD, HOST, SKIPPED, side, totals

RETITLED = side(replace(ARTICLE, title="Other"))
REWRITTEN = side(replace(ARTICLE, text="Other words."))


def test_pages_fields_and_moves_are_counted() -> None:
    """In all and for each host; a page that has no outcome yet is compared with nothing."""
    found = totals(
        (HOST, side(), side()),
        (HOST, side(), RETITLED),
        (HOST, side(), REWRITTEN),
        ("other.example", side(), SKIPPED),
        ("other.example", SKIPPED, DEAD),
        ("other.example", None, SKIPPED),
        ("still.example", SKIPPED, SKIPPED),
        ("", DEAD, side()),
    )
    assert found.all.changes == {
        change: 2 if change in (Change.SAME, Change.CHANGED) else 1 for change in Change
    }
    assert (found.all.read, found.all.compared, found.all.moved, found.all.articles) == (8, 7, 5, 3)
    assert found.all.fields == {"title": 1, "text": 1}
    alike = similarity(ARTICLE.text, "Other words.")
    assert found.all.similarity == pytest.approx((2 + alike) / 3)
    assert found.moves == {
        ("article", "skipped: listing"): 1,
        ("skipped: listing", "dead: timeout"): 1,
        ("dead: timeout", "article"): 1,
    }
    movers = [(host, tally.moved) for host, tally in found.movers(9)]
    assert movers == [(HOST, 2), ("other.example", 2), (module.NO_HOST, 1)]
    assert found.movers(1) == found.movers(9)[:1]


def test_without_articles_there_is_no_similarity() -> None:
    """Not one of 1, and not one of 0."""
    assert totals((HOST, SKIPPED, DEAD)).all.similarity is None
    assert totals().all.similarity is None


def test_a_text_weighs_more_than_a_field() -> None:
    """What stands for a change is the page that changes most."""
    found = totals((HOST, side(), RETITLED), (HOST, side(), REWRITTEN), samples=1)
    assert [page.offset for page in found.samples.chosen()] == [1]


def test_what_stays_is_no_sample() -> None:
    """Nor what has nothing to be compared with."""
    assert totals((HOST, side(), side()), (HOST, None, side())).samples.chosen() == []


def test_hosts_without_end_are_counted_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded; those that were first keep their own count."""
    monkeypatch.setattr(module, "MOST_HOSTS", 2)
    found = totals(*((f"host-{number}", side(), SKIPPED) for number in range(5)), ("host-0", side(), SKIPPED))
    assert {host: tally.moved for host, tally in found.hosts.items()} == {
        "host-0": 2,
        "host-1": 1,
        module.OTHERS: 3,
    }


def test_a_foreign_reason_is_cut() -> None:
    """A header may hold anything."""
    foreign = Side(kind=Kind.SKIPPED, reason="x" * 5000)
    [(before, after)] = totals((HOST, foreign, SKIPPED)).moves
    assert (len(before), after) == (module.LABEL_LENGTH, "skipped: listing")
