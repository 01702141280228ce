from __future__ import annotations

from streams.tally import Tally


def test_values_are_counted_up_to_each_bound() -> None:
    """A value that is a bound itself is within it, and what is above all bounds is counted with the last."""
    tally = Tally((0.5, 1, 60))
    tally.add_all((0.1, 0.5, 0.7))
    tally.add_all((1, 60, 61))
    assert tally.buckets() == [("0.5", 2), ("1.0", 4), ("60.0", 5), ("+Inf", 6)]
    assert tally.total == 123.3


def test_nothing_is_counted_at_first() -> None:
    """All buckets are there, empty."""
    tally = Tally((1,))
    assert (tally.buckets(), tally.total) == ([("1.0", 0), ("+Inf", 0)], 0)
