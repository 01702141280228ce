from __future__ import annotations

import random

import pytest

from streams.spread import Spread


@pytest.mark.parametrize("share", [0.5, 0.95, 0.99])
def test_a_quantile_is_right_to_a_twentieth(share: float) -> None:
    """Whatever the size of the numbers."""
    chance, spread = random.Random(1), Spread()  # noqa: S311 - the same each time
    values = sorted(chance.lognormvariate(-4, 2) for _ in range(20_000))
    for value in values:
        spread.add(value)
    assert spread.quantile(share) == pytest.approx(values[int(share * len(values))], rel=0.06)


def test_many_at_a_time_count_as_one_by_one() -> None:
    """At the ends of steps too."""
    values = [1.1**power for power in range(-150, 150)] + [0.0, 1e-9, 1e9]
    one_by_one, together = Spread(), Spread()
    for value in values:
        one_by_one.add(value)
    together.add_all(values)
    assert (together._steps, together.count) == (one_by_one._steps, one_by_one.count)


def test_memory_is_bounded() -> None:
    """Extreme values share the last steps."""
    spread = Spread()
    for power in range(-300, 300):
        spread.add(2.0**power)
    spread.add(0)
    assert spread.count == 601
    assert len(spread._steps) < 230


def test_of_nothing_there_is_no_quantile() -> None:
    """Rather than a 0 that looks fast."""
    assert Spread().quantiles() == {}
