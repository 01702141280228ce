from __future__ import annotations

import pytest

from streams.dlq.lineage import Known, first_of, redriven_from
from streams.outcome import Kind

SOURCE = {"source-topic": "raw", "source-partition": "1", "source-offset": "9"}


@pytest.mark.parametrize(
    ("told", "first"),
    [
        (SOURCE, (1, 9)),
        ({**SOURCE, "redriven-from": "raw/2/4"}, (2, 4)),
        ({**SOURCE, "redriven-from": "other/2/4"}, (1, 9)),
        ({**SOURCE, "redriven-from": "a stranger's word"}, (1, 9)),
        ({**SOURCE, "source-topic": "other"}, None),
        ({**SOURCE, "source-offset": "-1"}, None),
        ({}, None),
    ],
)
def test_an_outcome_goes_back_to_one_page(told: dict[str, str], first: tuple[int, int] | None) -> None:
    """Where it was sent again, to the first; else to its source, on this topic."""
    assert first_of(told, "raw") == first


def test_a_topic_may_have_a_name_like_any_other() -> None:
    """Only a whole name is the same."""
    assert redriven_from({"redriven-from": "a.raw/1/2"}, "raw") is None
    assert redriven_from({"redriven-from": "a.raw/1/2"}, "a.raw") == (1, 2)


def test_a_copy_means_that_its_letter_was_sent() -> None:
    """And those before it, not the one that came of it."""
    known = Known([(1, 9)])
    assert not known.is_sent((1, 9), 1)
    known.copy((1, 9), 2)
    known.copy((1, 9), 1)
    assert [known.is_sent((1, 9), attempts) for attempts in (1, 2, 3)] == [True, True, False]


def test_a_dead_letter_means_that_the_one_before_was_sent() -> None:
    """A first one means nothing."""
    known = Known([(1, 9)])
    known.outcome((1, 9), Kind.DEAD, 1)
    assert not known.is_sent((1, 9), 1)
    known.outcome((1, 9), Kind.DEAD, 2)
    assert [known.is_sent((1, 9), attempts) for attempts in (1, 2)] == [True, False]


@pytest.mark.parametrize("kind", [Kind.ARTICLE, Kind.SKIPPED])
def test_a_page_that_has_passed_is_never_sent_again(kind: Kind) -> None:
    """After however many attempts."""
    known = Known([(1, 9)])
    known.outcome((1, 9), kind, 0)
    assert known.is_sent((1, 9), 1000)


def test_of_other_pages_nothing_is_kept() -> None:
    """Topics are large."""
    known = Known([(1, 9)])
    known.copy((1, 10), 1)
    known.copy(None, 1)
    assert len(known) == 1
