from __future__ import annotations

import random

from streams.logbook.top import Frequent, Largest


def test_the_frequent_are_kept_among_very_many() -> None:
    """What was forgotten is counted."""
    seen: Frequent[int] = Frequent(100)
    chance = random.Random(1)  # noqa: S311 - the same each time
    keys = [*range(5)] * 500 + [chance.randrange(10, 10**9) for _ in range(5000)]
    chance.shuffle(keys)
    for key in keys:
        seen.add(key)
        assert len(seen.counts) <= 100
    assert {key for key, _ in seen.first(5)} == set(range(5))
    assert sum(seen.counts.values()) + seen.forgotten == len(keys)


def test_the_largest_are_kept_in_order() -> None:
    """Of equal ones too, whatever they are."""
    kept: Largest[object] = Largest(3)
    for value in (1.0, 5.0, 2.0, 5.0, 4.0, 0.5):
        kept.add(value, object())
    assert [value for value, _ in kept.all()] == [5.0, 5.0, 4.0]
    assert kept.least == 4.0
