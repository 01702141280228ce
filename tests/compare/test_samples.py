from __future__ import annotations

import random
from itertools import product

from streams.compare.samples import Samples

Offer = tuple[str, str, float, tuple[int, int]]


def chosen(most: int, offers: list[Offer]) -> list[Offer]:
    """The samples of these pages."""
    samples = Samples[Offer](most)
    for offer in offers:
        samples.add(*offer, offer)
    return samples.chosen()


def test_hosts_come_before_more_of_one() -> None:
    """One page of each, the larger change first; then the next ones of all."""
    offers: list[Offer] = [("changed", "big", 0.9, (0, at)) for at in range(5)]
    offers += [("changed", "small", 0.1, (0, 9)), ("changed", "middle", 0.5, (1, 0))]
    assert [(offer[1], offer[3]) for offer in chosen(5, offers)] == [
        ("big", (0, 0)),
        ("middle", (1, 0)),
        ("small", (0, 9)),
        ("big", (0, 1)),
        ("big", (0, 2)),
    ]


def test_kinds_of_change_come_in_turn() -> None:
    """A thousand pages that are lost do not hide those that change."""
    offers: list[Offer] = [("lost", f"host-{at}", 2.0, (0, at)) for at in range(1000)]
    offers += [("changed", "a", 0.1, (1, 1)), ("reason", "a", 0.1, (1, 2))]
    assert [offer[0] for offer in chosen(6, offers)] == ["changed", "lost", "reason", "lost", "lost", "lost"]


def test_the_order_does_not_matter() -> None:
    """Children finish pages in whichever order: the samples are the same ones, each once."""
    chance = random.Random(11)  # noqa: S311 - an order, not a secret
    places = list(product(range(4), range(100)))
    offers: list[Offer] = [
        (chance.choice(("lost", "changed")), f"host-{chance.randrange(30)}", chance.randrange(20) / 10, place)
        for place in places
    ]
    expected = chosen(20, offers)
    assert len(set(expected)) == 20
    for _ in range(20):
        chance.shuffle(offers)
        assert chosen(20, offers) == expected
    assert chosen(0, offers) == []
