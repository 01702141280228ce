"""Decides how the worker's metrics are told to people: generated from `streams.metric_list`, never written twice."""

from __future__ import annotations

from scripts.documents import GENERATED, table
from streams.metric_list import METRICS, VALUES, Metric

OPENING = f"""\
# Metrics

What `/metrics` of a worker shows, {GENERATED}: one page of Prometheus text on
`WEB_BIND:WEB_PORT`. It is made when it is asked for; between two questions a page costs some microseconds of
counting. Every series is there from the start, at 0, so that the first dead letter is seen to rise.

Lists of values are closed. No metric names a host but `streams_host_changed_timestamp_seconds`, for a few of them.
Of a histogram `NAME` there are `NAME_bucket`, `NAME_sum` and `NAME_count`: the sum of `streams_page_bytes` is the bytes
read, the count of `streams_stage_seconds` the pages that came to that stage.
"""

PROCESS = """\
## The process

Of the worker alone, without its children, on Linux, by `prometheus_client`: `process_cpu_seconds_total`,
`process_resident_memory_bytes`, `process_virtual_memory_bytes`, `process_start_time_seconds`, `process_open_fds`,
`process_max_fds`. How long its children worked is the sum of `streams_stage_seconds{stage="work"}`.

[operations.md](operations.md#metrics) has questions that they answer, rules for alerts and a dashboard.
"""


def documented() -> str:
    """`docs/metrics.md`."""
    rows = ((f"`{each.name}`", each.type, _labels(each), each.meaning) for each in METRICS)
    metrics = table(("metric", "type", "labels", "meaning"), rows)
    values = table(("metric", "label", "values"), _value_rows())
    return f"{OPENING}\n{metrics}\n## Values of labels\n\n{values}\n{PROCESS}"


def _labels(metric: Metric) -> str:
    return ", ".join(f"`{label}`" for label in metric.labels)


def _value_rows() -> list[tuple[str, str, str]]:
    return [
        (f"`{name}`", f"`{label}`", ", ".join(f"`{value}`" if value else "none" for value in values))
        for (name, label), values in VALUES.items()
    ]
