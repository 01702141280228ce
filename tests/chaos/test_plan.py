from __future__ import annotations

from itertools import islice

from tests.chaos.plan import POISON_URL, SLOW_HOST, Plan

PLAN = Plan(seconds=120, a_minute=1000, seed=7)


def test_a_plan_is_the_same_each_time() -> None:
    """Every page of it."""
    one, two = (list(islice(PLAN.cases(), 200)) for _ in range(2))
    assert one == two


def test_each_fault_is_planted_once() -> None:
    """One poison page, one slow host, one host that gives no dates from its page on."""
    cases = list(islice(PLAN.cases(), PLAN.pages))
    keys = [(case.input.key or b"").decode() for case in cases]
    assert keys.count(POISON_URL) == 1
    assert sum(f"//{SLOW_HOST}/" in key for key in keys) > 20
    dated = [
        b"published_time" in case.input.value
        for key, case in zip(keys, cases, strict=True)
        if f"//{PLAN.changed}/" in key and case.outcome == "article" and case.input.value
    ]
    numbers = [int(key.rsplit("/", 1)[1]) for key in keys if f"//{PLAN.changed}/" in key]
    assert min(numbers) < PLAN.change_at < max(numbers)
    assert sum(dated[:40]) > 30
    assert not any(dated[-15:])
