from __future__ import annotations

import time

from prometheus_client.parser import text_string_to_metric_families

from schemas.rejection import Reason
from streams import metric_list
from streams.drift import Sign
from streams.metric_list import CHANGED_HOSTS, METRICS, VALUES
from streams.metrics import UNCOUNTED, Metrics
from streams.outcome import Kind, Outcome, dead
from streams.took import Took

NO_DATE = Sign("date_published", 0.0, 1.0, 20)


def samples(metrics: Metrics) -> dict[str, float]:
    """Each number by its name with labels."""
    rows = [line for line in metrics.text().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (row.rsplit(" ", 1) for row in rows)}


def changed_hosts(metrics: Metrics) -> list[str]:
    """The hosts that are named, in their order."""
    families = text_string_to_metric_families(metrics.text().decode())
    [family] = [each for each in families if each.name == metric_list.HOST_CHANGED.name]
    return [sample.labels["host"] for sample in family.samples]


def test_pages_are_counted_by_outcome_and_reason() -> None:
    """With their size, words, time, its parts, and how old their messages are."""
    metrics = Metrics()
    now = round(time.time() * 1000)
    metrics.page(Outcome(kind=Kind.ARTICLE, words=420), 30_000, Took(0.02, 0.005, 0.002), now - 100_000)
    metrics.page(dead("", Reason.TIMEOUT, ""), 1_000, Took(20, None, 0.001), now + 5_000)
    found = samples(metrics)
    assert found['streams_pages_total{outcome="article",reason=""}'] == 1
    assert found['streams_pages_total{outcome="dead",reason="timeout"}'] == 1
    assert found["streams_page_bytes_sum"] == 31_000
    assert found["streams_process_seconds_count"] == 2
    assert found["streams_article_words_sum"] == 420
    assert found['streams_stage_seconds_count{stage="work"}'] == 1
    assert found['streams_stage_seconds_bucket{le="0.025",stage="wait"}'] == 1
    assert found['streams_stage_seconds_sum{stage="write"}'] == 0.003
    assert found['streams_delay_seconds_bucket{le="300.0"}'] == 2
    assert found['streams_delay_seconds_bucket{le="60.0"}'] == 1


def test_pages_are_counted_whenever_that_is_asked_for() -> None:
    """Many at a time, and no more than so many wait for it."""
    metrics = Metrics()
    for number in range(1, 2 * UNCOUNTED + 3):
        metrics.page(Outcome(kind=Kind.ARTICLE, words=1), 10, Took(0.02, 0.005, 0.002))
        assert len(metrics._new) < UNCOUNTED
        if number in (1, UNCOUNTED, 2 * UNCOUNTED + 2):
            assert metrics.outcomes() == {("article", ""): number}
            assert samples(metrics)["streams_page_bytes_sum"] == 10 * number


def test_counters_are_there_before_they_rise() -> None:
    """Prometheus does not see a rise in what it has not seen before; and each reason has one outcome."""
    found = samples(Metrics())
    ends = [name for name in found if name.startswith("streams_pages_total")]
    assert len(ends) == 1 + len(Reason)
    assert found['streams_pages_total{outcome="dead",reason="bug"}'] == 0
    assert found['streams_pages_total{outcome="skipped",reason="listing"}'] == 0
    assert found['streams_child_restarts_total{reason="broken"}'] == 0
    assert found['streams_drifts_total{sign="title"}'] == 0


def test_lag_is_shown_for_our_partitions_only() -> None:
    """A partition that went to another worker would else be counted twice."""
    metrics = Metrics()
    lags = [{("raw", 0): 5, ("raw", 1): 7}, {("raw", 1): 6}]
    metrics.watch_lag(lambda: lags.pop(0))
    metrics.text()
    found = {name: value for name, value in samples(metrics).items() if name.startswith("streams_lag")}
    assert found == {'streams_lag_messages{partition="1",topic="raw"}': 6}


def test_a_watched_number_is_asked_for_each_time() -> None:
    """It is never stale, and not shown where it is not known."""
    metrics = Metrics()
    values: list[float | None] = [1.0, 2.0, None]
    metrics.watch(metric_list.PAGES_IN_HAND, lambda: values.pop(0))
    assert [samples(metrics).get("streams_pages_in_hand") for _ in range(3)] == [1, 2, None]


def test_what_is_no_page_is_counted() -> None:
    """By reason where there are several."""
    metrics = Metrics()
    metrics.retries += 1
    metrics.rebalances += 2
    metrics.child_lost("crash")
    found = samples(metrics)
    assert found["streams_produce_retries_total"] == 1
    assert found["streams_rebalances_total"] == 2
    assert found['streams_child_restarts_total{reason="crash"}'] == 1


def test_only_the_hosts_that_changed_last_are_named() -> None:
    """However many change, there are few series; a host that changes again is among the last."""
    metrics = Metrics()
    for number in range(CHANGED_HOSTS):
        metrics.drifted(f"{number}.example", [NO_DATE])
    metrics.drifted("0.example", [NO_DATE])
    metrics.drifted("last.example", [NO_DATE, Sign("title", 0.0, 1.0, 20)])
    hosts = changed_hosts(metrics)
    assert (
        hosts
        == [*(f"{number}.example" for number in range(2, CHANGED_HOSTS)), "0.example"] + ["last.example"] * 2
    )
    assert samples(metrics)['streams_drifts_total{sign="date_published"}'] == CHANGED_HOSTS + 2


def test_a_host_is_cut_and_cannot_break_the_text() -> None:
    """It is whatever a sender calls it."""
    metrics = Metrics()
    metrics.drifted('a"\n\\' + "x" * 1000, [NO_DATE])
    [host] = changed_hosts(metrics)
    assert host == 'a"\n\\' + "x" * (metric_list.HOST_LENGTH - 4)


def test_labels_have_only_the_values_that_are_listed() -> None:
    """What is documented as a closed list is one."""
    metrics = Metrics()
    metrics.page(dead("", Reason.BUG, ""), 1, Took(1, 1, 1))
    metrics.drifted("a.example", [NO_DATE])
    for family in text_string_to_metric_families(metrics.text().decode()):
        for sample in family.samples:
            for label, value in sample.labels.items():
                assert value in VALUES.get((sample.name, label), [value])


def test_names_keep_to_the_conventions() -> None:
    """Counters end in `_total`, nothing else does, units are written out: https://prometheus.io/docs/practices/naming."""
    assert all((metric.type == "counter") == metric.name.endswith("_total") for metric in METRICS)
    assert all((metric.type == "histogram") == bool(metric.bounds) for metric in METRICS)
    assert not [
        metric.name for metric in METRICS if metric.name.endswith(("_ms", "_mb", "_minutes", "_count"))
    ]
    assert len({metric.name for metric in METRICS}) == len(METRICS)


def test_what_was_counted_can_be_asked_for() -> None:
    """The same numbers as in the text, without those that are zero."""
    metrics = Metrics()
    for outcome in (Outcome(kind=Kind.ARTICLE), Outcome(kind=Kind.ARTICLE), dead("", Reason.TIMEOUT, "")):
        metrics.page(outcome, 1_000, Took(1, 1, 1))
    metrics.child_lost("timeout")
    assert metrics.outcomes() == {("article", ""): 2, ("dead", "timeout"): 1}
    assert metrics.lost() == {"timeout": 1}
