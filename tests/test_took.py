from __future__ import annotations

from streams.took import STAGES, Took, by_stage


def test_the_seconds_of_many_pages_are_told_by_stage() -> None:
    """What is left of the total is the wait; of a page whose child died only the end is known."""
    found = by_stage([Took(0.75, 0.25, 0.125), Took(20.0, None, 0.5), Took(0.25, 0.25, 0.125)])
    assert tuple(found) == STAGES
    assert found["wait"] == [0.375, 0.0]
    assert found["work"] == [0.25, 0.25]
    assert found["write"] == [0.125, 0.5, 0.125]
    assert found["total"] == [0.75, 20.0, 0.25]
