from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from streams.logbook.places import CHUNK, Places


@given(
    some.lists(
        some.tuples(some.sampled_from("ab"), some.integers(0, 2), some.integers(0, 3 * CHUNK)), max_size=300
    )
)
def test_a_place_is_new_once(places: list[tuple[str, int, int]]) -> None:
    """As in a set of them all."""
    seen, known = Places(), set()
    for place in places:
        assert seen.is_new(*place) == (place not in known)
        known.add(place)


def test_the_oldest_are_forgotten_where_there_are_too_many() -> None:
    """So that memory is bounded."""
    seen = Places(most=2)
    assert [seen.is_new("a", 0, at * CHUNK) for at in (0, 1, 2)] == [True] * 3
    assert seen.is_new("a", 0, 0)
    assert not seen.is_new("a", 0, 2 * CHUNK)
