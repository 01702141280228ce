from __future__ import annotations

import pytest

from tests.deploy.promql import labels_of, shown, unanswered

TEXT = """\
# TYPE pages counter
pages_total{outcome="dead"} 1
pages_total{outcome="article"} 2
# TYPE took histogram
took_bucket{le="1.0"} 1
took_bucket{le="+Inf"} 2
took_count 2
took_sum 3
"""


@pytest.mark.parametrize(
    "query",
    [
        'sum by (outcome, job) (rate(pages_total{job=~"$job"}[$__rate_interval]))',
        "histogram_quantile(0.95, sum by (le) (rate(took_bucket[5m]))) > 1",
        'pages_total{outcome!="dead"} and on (instance) took_count',
    ],
)
def test_what_is_shown_is_found(query: str) -> None:
    """Metrics by the names of their samples, their labels, and those that Prometheus adds."""
    assert unanswered(query, shown(TEXT)) == []


@pytest.mark.parametrize(
    "query",
    [
        "rate(page_total[5m])",
        "rate(pages[5m])",
        'pages_total{outcome="deaf"}',
        'pages_total{outcome=~"de"}',
        'pages_total{reason="bug"}',
        "sum by (reason) (pages_total)",
        "sum by (le) (rate(took_sum[5m]))",
        "took_count > on (outcome) pages_total",
    ],
)
def test_what_is_not_shown_is_missed(query: str) -> None:
    """A name, a value or a label with a slip."""
    assert unanswered(query, shown(TEXT))


def test_the_labels_of_a_result() -> None:
    """Those that the outermost grouping leaves."""
    assert labels_of("sum by (job) (pages_total) / 2", shown(TEXT)) == {"job"}
    assert labels_of("sum(pages_total)", shown(TEXT)) == set()
    assert labels_of("rate(pages_total[5m])", shown(TEXT)) == {"outcome", "job", "instance"}
