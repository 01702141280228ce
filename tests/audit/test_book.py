from __future__ import annotations

import pytest

from streams.audit.book import Book, Totals, digest_of
from streams.history.span import Span
from streams.outcome import Kind

ARTICLE, SKIPPED, DEAD = Kind.ARTICLE, Kind.SKIPPED, Kind.DEAD


def book(pages: int, committed: int, start: int = 0) -> Book:
    """A partition with a page at each offset from `start` on."""
    made = Book(Span(0, start, start + pages), committed)
    for offset in range(start, start + pages):
        made.page(offset)
    return made


def tell(
    made: Book, offset: int, value: bytes = b"a", kind: Kind = ARTICLE, version: str = "1", **how: bool
) -> None:
    """An outcome."""
    made.outcome(offset, kind, version, digest_of(kind, b"k", value), replayed=how.get("replayed", False))


def test_each_page_is_counted_once() -> None:
    """By its best outcome, else as missing where the group has committed it, else as in flight."""
    made = book(6, committed=4, start=100)
    assert made.totals() == Totals(pages=6, in_flight=6)
    made = book(6, committed=104, start=100)
    for offset, kind in ((100, ARTICLE), (101, SKIPPED), (103, DEAD), (105, ARTICLE)):
        tell(made, offset, kind=kind)
    assert made.totals() == Totals(pages=6, articles=2, skipped=1, dead=1, missing=1, in_flight=1)
    assert list(made.missing()) == [(102, 102)]


def test_missing_pages_are_told_as_ranges() -> None:
    """Also across an offset without a message: that one is not missing, and ends a range."""
    made = Book(Span(0, 10, 20), committed=19)
    for offset in (10, 11, 13, 14, 15, 17, 18, 19):
        made.page(offset)
    tell(made, 14)
    assert list(made.missing()) == [(10, 11), (13, 13), (15, 15), (17, 18)]
    assert made.totals() == Totals(pages=8, articles=1, missing=6, in_flight=1)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, Totals(pages=1, articles=1, duplicates=1)),
        ({"value": b"b"}, Totals(pages=1, articles=1, conflicting=1)),
        ({"kind": SKIPPED}, Totals(pages=1, articles=1, conflicting=1)),
        ({"version": "2", "value": b"b"}, Totals(pages=1, articles=1, replayed=1)),
        ({"replayed": True, "value": b"b"}, Totals(pages=1, articles=1, replayed=1)),
    ],
)
def test_a_second_outcome_repeats_or_conflicts_or_is_a_replay(
    second: dict[str, object], expected: Totals
) -> None:
    """Only outcomes of one version, by the service itself, must be the same."""
    made = book(1, committed=1)
    tell(made, 0)
    tell(made, 0, **second)  # type: ignore[arg-type] # one a case
    assert made.totals() == expected


def test_versions_are_held_to_what_they_said_themselves() -> None:
    """A conflict within the second version is one."""
    made = book(1, committed=1)
    for version, value in (("1", b"a"), ("2", b"b"), ("1", b"a"), ("2", b"c")):
        tell(made, 0, value, version=version)
    assert made.totals() == Totals(pages=1, articles=1, conflicting=1, duplicates=1, replayed=1)


def test_a_replay_alone_is_an_outcome() -> None:
    """A missing page that was replayed is missing no more."""
    made = book(1, committed=1)
    tell(made, 0, replayed=True)
    assert made.totals() == Totals(pages=1, articles=1, replayed=1)


def test_outcomes_without_a_page() -> None:
    """The page has expired, is newer than what was read, is out of the range, or never was one."""
    made = Book(Span(0, 10, 20), committed=20)
    made.page(10)
    made.present(Span(0, 5, 30))
    for offset in (4, 7, 10, 11, 25, 30):
        tell(made, offset)
    assert made.totals() == Totals(pages=1, articles=1, expired=1, foreign=2)


def test_a_page_that_expires_meanwhile_keeps_its_outcome() -> None:
    """What was read as a page stays one; what could no longer be read has expired."""
    made = Book(Span(0, 0, 3), committed=3)
    made.page(1)
    made.present(Span(0, 2, 3))
    for offset in (0, 1):
        tell(made, offset)
    assert made.totals() == Totals(pages=1, articles=1, expired=1)


@pytest.mark.parametrize(
    "other", [(SKIPPED, b"k", b"v"), (ARTICLE, b"kv", b""), (ARTICLE, None, b"v"), (ARTICLE, b"", b"v")]
)
def test_a_digest_tells_topic_key_and_value(other: tuple[Kind, bytes | None, bytes]) -> None:
    """What lies in the key is not taken for a value."""
    assert digest_of(*other) != digest_of(ARTICLE, b"k", b"v")


def test_ten_million_offsets_take_five_bytes_each() -> None:
    """And a page, an outcome that is missing and one that differs are still found among them."""
    count = 10_000_000
    made = Book(Span(0, 0, count), committed=count)
    for offset in (0, 7_654_321, count - 1):
        made.page(offset)
    tell(made, 0)
    tell(made, count - 1)
    tell(made, count - 1, b"b")
    assert made.size == 5 * count
    assert made.totals() == Totals(pages=3, articles=2, missing=1, conflicting=1)
    assert list(made.missing()) == [(7_654_321, 7_654_321)]
    assert list(made.conflicting()) == [(count - 1, count - 1)]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], {"redriven_waiting": 1}),
        ([DEAD], {"redriven_failed": 1}),
        ([DEAD, ARTICLE], {"redriven_passed": 1}),
        ([SKIPPED, DEAD], {"redriven_passed": 1}),
    ],
)
def test_a_dead_page_that_was_sent_again_tells_how_its_copies_fare(
    outcomes: list[Kind], expected: dict[str, int]
) -> None:
    """It stays dead itself; what lies outside of the span is left out."""
    made = book(1, committed=1)
    for offset in (0, 1):
        made.copied(offset)
    tell(made, 0, kind=DEAD)
    for kind in outcomes:
        made.copy_outcome(0, kind)
    assert made.totals() == Totals(pages=1, dead=1, **expected)


def test_a_copy_is_no_outcome_of_its_page() -> None:
    """Where its dead letter is gone a page is missing all the same; a copy does not make an offset a page."""
    made = Book(Span(0, 0, 3), committed=3)
    made.page(0)
    made.copied(0)
    made.copied(1)
    made.copy_outcome(0, ARTICLE)
    assert made.totals() == Totals(pages=1, missing=1)
    assert list(made.missing()) == [(0, 0)]
    tell(made, 1)
    assert made.totals() == Totals(pages=1, missing=1, foreign=1)
