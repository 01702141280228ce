from __future__ import annotations

from schemas.rejection import Reason
from streams.metrics import Metrics
from streams.outcome import Kind, Outcome, dead


def samples(metrics: Metrics) -> dict[str, float]:
    """Each number by its name with labels."""
    rows = [line for line in metrics.text().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (row.rsplit(" ", 1) for row in rows)}


def test_pages_are_counted_by_outcome_and_reason() -> None:
    """With their size, time and words."""
    metrics = Metrics()
    metrics.page(Outcome(kind=Kind.ARTICLE, words=420), 30_000, 0.02)
    metrics.page(dead("", Reason.TIMEOUT, ""), 1_000, 20)
    found = samples(metrics)
    assert found['streams_pages_total{outcome="article",reason=""}'] == 1
    assert found['streams_pages_total{outcome="dead",reason="timeout"}'] == 1
    assert found["streams_page_bytes_sum"] == 31_000
    assert found["streams_process_seconds_count"] == 2
    assert found["streams_article_words_sum"] == 420


def test_lag_is_shown_for_our_partitions_only() -> None:
    """A partition that went to another worker would else be counted twice."""
    metrics = Metrics()
    metrics.lag({("raw", 0): 5, ("raw", 1): 7})
    metrics.lag({("raw", 1): 6})
    found = {name: value for name, value in samples(metrics).items() if name.startswith("streams_lag")}
    assert found == {'streams_lag_messages{partition="1",topic="raw"}': 6}


def test_a_watched_number_is_asked_for_each_time() -> None:
    """It is never stale."""
    metrics = Metrics()
    values = [1.0, 2.0]
    metrics.watch("streams_pages_in_hand", "Pages", lambda: values.pop(0))
    assert [samples(metrics)["streams_pages_in_hand"] for _ in range(2)] == [1, 2]


def test_retries_and_lost_children_are_counted() -> None:
    """By reason where there are several."""
    metrics = Metrics()
    metrics.retries.inc()
    metrics.child_lost("crash")
    found = samples(metrics)
    assert found["streams_produce_retries_total"] == 1
    assert found['streams_child_restarts_total{reason="crash"}'] == 1


def test_what_was_counted_can_be_asked_for() -> None:
    """The same numbers as in the text."""
    metrics = Metrics()
    for outcome in (Outcome(kind=Kind.ARTICLE), Outcome(kind=Kind.ARTICLE), dead("", Reason.TIMEOUT, "")):
        metrics.page(outcome, 1_000, 0.1)
    metrics.child_lost("timeout")
    assert metrics.outcomes() == {("article", ""): 2, ("dead", "timeout"): 1}
    assert metrics.lost() == {"timeout": 1}
