"""The faults of a run depend on its seed and length alone, and every kind of them comes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.chaos.schedule import SECONDS_OF_BROKERS, SESSION_SECONDS, Kind, schedule

FIVE_MINUTES = 300.0
SEEDS = range(50)


def test_the_same_seed_gives_the_same_faults() -> None:
    """And another one others."""
    assert schedule(7, FIVE_MINUTES) == schedule(7, FIVE_MINUTES)
    assert schedule(7, FIVE_MINUTES) != schedule(8, FIVE_MINUTES)


@pytest.mark.parametrize("seed", SEEDS)
def test_five_minutes_have_every_kind_of_fault(seed: int) -> None:
    """At least 25 of them, in order, with the coordinator's broker among those that are killed."""
    faults = schedule(seed, FIVE_MINUTES)
    assert len(faults) >= 25
    assert {fault.kind for fault in faults} == set(Kind)
    assert [fault.at for fault in faults] == sorted(fault.at for fault in faults)
    assert all(0 < fault.at < FIVE_MINUTES for fault in faults)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_brokers_are_out_at_once(seed: int) -> None:
    """One is back for some time before the next one goes."""
    brokers = [fault for fault in schedule(seed, FIVE_MINUTES) if fault.kind.is_of_brokers]
    assert brokers[0].kind is Kind.COORDINATOR_KILL
    for before, after in pairwise(brokers):
        assert before.at + before.seconds + 10 < after.at


@pytest.mark.parametrize("seed", SEEDS)
def test_a_zombie_is_stopped_for_longer_than_its_session(seed: int) -> None:
    """So that the group goes on without it while it still believes to hold its partitions."""
    faults = schedule(seed, FIVE_MINUTES)
    assert all(fault.seconds > SESSION_SECONDS for fault in faults if fault.kind is Kind.ZOMBIE)
    assert all(fault.seconds < SESSION_SECONDS for fault in faults if fault.kind is Kind.PAUSE)


def test_a_short_run_kills_the_coordinator() -> None:
    """There is no run of half a minute without a fault of a broker."""
    for seed in SEEDS:
        assert {fault.kind for fault in schedule(seed, 30)} & set(SECONDS_OF_BROKERS)
