from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from streams.drift import SIGNS, Change, Drift
from streams.evidence import LEAST
from tests.page_noise import Habits, ordinary, stream

WINDOW = 50
CHANGES: dict[str, Callable[[Habits], Habits]] = {
    "dead": lambda habits: replace(habits, dead=0.9),
    "skipped": lambda habits: replace(habits, skipped=0.95, dead=0),
    "short": lambda habits: replace(habits, length=habits.length - 2.2),
    "title": lambda habits: replace(habits, untitled=1.0),
    "date_published": lambda habits: replace(habits, undated=1.0),
    "quality": lambda habits: replace(habits, quality=habits.quality - 0.35),
}
USUAL = Habits(
    dead=0.005, skipped=0.15, untitled=0.01, undated=0.1, length=6, spread=0.6, quality=0.8, uneven=0.06
)


def changed(sign: str, seed: int, past: int) -> tuple[list[Change], int]:
    """The changes that are told of a host that changes after so many pages, and within how many the first is."""
    chance, drift, first = random.Random(seed), Drift(WINDOW), 0  # noqa: S311 - the same each time
    for _ in range(past):
        assert drift.page("news.example", **USUAL.page(chance)) is None
    habits, changes = CHANGES[sign](USUAL), []
    for number in range(1, 1001):
        change = drift.page("news.example", **habits.page(chance))
        if change:
            changes.append(change)
            first = first or number
    return changes, first


@pytest.mark.parametrize("seed", range(3))
def test_ordinary_noise_is_no_change(seed: int) -> None:
    """20,000 pages of 50 hosts, large and small, with shares that differ and sway."""
    chance, drift = random.Random(seed), Drift(WINDOW)  # noqa: S311 - the same each time
    told = [drift.page(host, **facts) for host, _, facts in stream(20_000, 50, chance)]
    assert not any(told)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_change_is_told_once_and_within_the_window(sign: str) -> None:
    """Whatever it shows in, and a sudden one only: the host is then learnt anew."""
    for seed in range(20):
        changes, first = changed(sign, seed, past=300)
        assert [sign in {found.name for found in change.signs} for change in changes] == [True]
        assert first <= WINDOW


def test_a_change_says_what_was_and_what_is() -> None:
    """In shares, and in words."""
    [change], first = changed("title", 1, past=300)
    [sign] = change.signs
    assert (change.host, change.seen) == ("news.example", 300 + first)
    assert sign.before < 0.05
    assert sign.now > 0.9
    assert str(sign).startswith("no title in ")


@pytest.mark.parametrize("past", [0, 10, 40])
def test_small_numbers_prove_nothing(past: int) -> None:
    """A host that is hardly known cannot have changed."""
    drift = Drift(WINDOW)
    pages = ["article"] * past + ["dead"] * (WINDOW - past)
    assert not any(drift.page("new.example", kind=kind) for kind in pages)


@pytest.mark.parametrize("sign", [{"missing": ("date_published",)}, {"kind": "skipped"}, {"words": 20}])
def test_some_pages_in_a_row_are_no_change(sign: dict[str, Any]) -> None:
    """As when a crawler fetches a section that has no dates; more of them are one."""
    drift, usual = Drift(WINDOW), {"kind": "article", "words": 400, "quality": 0.8}
    rows = [usual] * 1000 + [{**usual, **sign}] * (LEAST - 1) + [usual] * WINDOW
    assert not any(drift.page("news.example", **row) for row in rows)
    told = [drift.page("news.example", **{**usual, **sign}) for _ in range(LEAST)]
    assert [bool(each) for each in told] == [False] * (LEAST - 1) + [True]


def test_a_rare_page_among_many_is_no_change() -> None:
    """Nor are a few in a row."""
    drift = Drift(WINDOW)
    kinds = (["article"] * 60 + ["skipped"] * 3) * 20
    assert not any(drift.page("a.example", kind=kind) for kind in kinds)


def test_only_so_many_hosts_are_remembered() -> None:
    """The one that was not seen for the longest is forgotten, and is new when it comes back."""
    drift = Drift(WINDOW, hosts=3)
    for number in range(1000):
        drift.page(f"host-{number}.example", kind="article")
        drift.page("kept.example", kind="article")
    assert len(drift._hosts) == 3
    changes = [change for _ in range(WINDOW) if (change := drift.page("kept.example", kind="dead"))]
    assert len(changes) == 1


def test_without_a_window_nothing_is_watched() -> None:
    """Nor is a page without a host."""
    off, on = Drift(0), Drift(WINDOW)
    assert not any(off.page("a.example", kind=kind) for kind in ["article"] * 100 + ["dead"] * 100)
    assert not any(on.page("", kind=kind) for kind in ["article"] * 100 + ["dead"] * 100)
    assert not off._hosts
    assert not on._hosts


def test_ordinary_hosts_differ() -> None:
    """The noise of these tests is not all the same."""
    chance = random.Random(1)  # noqa: S311 - the same each time
    assert len({ordinary(chance) for _ in range(20)}) == 20
