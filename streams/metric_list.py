"""Decides which numbers the worker shows: the name, labels and meaning of each. `docs/metrics.md` is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from schemas.rejection import Reason
from streams.drift import SIGNS
from streams.outcome import Kind
from streams.took import PARTS

Type = Literal["counter", "gauge", "histogram"]

BYTES = (1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000)
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
DELAYS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400)
WORDS = (50, 100, 200, 400, 600, 800, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000)

CHANGED_HOSTS = 20
"""Hosts that are named as changed: those that changed last. No other metric names a host."""
HOST_LENGTH = 253
"""Letters of a host that are shown: the most that a name in the DNS has. What pages call their host may be longer."""


class Metric(NamedTuple):
    """One metric, as Prometheus sees it."""

    name: str
    type: Type
    meaning: str
    labels: tuple[str, ...] = ()
    """`VALUES` has what they can be, where that is a closed list."""
    bounds: tuple[float, ...] = ()
    """Upper bounds of a histogram's buckets, in its unit."""


PAGES = Metric("streams_pages_total", "counter", "Pages with a confirmed outcome", ("outcome", "reason"))
PAGE_BYTES = Metric("streams_page_bytes", "histogram", "Size of raw messages", bounds=BYTES)
PROCESS_SECONDS = Metric(
    "streams_process_seconds", "histogram", "From a page's receipt to its confirmed outcome", bounds=SECONDS
)
STAGE_SECONDS = Metric(
    "streams_stage_seconds", "histogram", "The parts of that time", ("stage",), bounds=SECONDS
)
DELAY_SECONDS = Metric(
    "streams_delay_seconds",
    "histogram",
    "From a page's timestamp on the raw topic to its confirmed outcome: how far behind the news is",
    bounds=DELAYS,
)
ARTICLE_WORDS = Metric("streams_article_words", "histogram", "Words of articles", bounds=WORDS)
LAG = Metric("streams_lag_messages", "gauge", "Messages not yet committed", ("topic", "partition"))
PAGES_IN_HAND = Metric("streams_pages_in_hand", "gauge", "Pages received that have no confirmed outcome yet")
BYTES_IN_HAND = Metric("streams_bytes_in_hand", "gauge", "Bytes of these pages")
COMMIT_AGE = Metric(
    "streams_last_commit_age_seconds", "gauge", "Time since offsets were last committed; grows while idle"
)
READY = Metric("streams_ready", "gauge", "1 as long as `/readyz` says ready, else 0")
CHILDREN = Metric("streams_children", "gauge", "Child processes that work on pages, `STREAMS_PROCESSES`")
MEMORY = Metric(
    "streams_memory_bytes", "gauge", "Resident memory of the worker and its children, shared parts in each"
)
RETRIES = Metric("streams_produce_retries_total", "counter", "Tries to write that failed and are repeated")
CHILD_RESTARTS = Metric(
    "streams_child_restarts_total", "counter", "Child processes lost in page work", ("reason",)
)
REBALANCES = Metric("streams_rebalances_total", "counter", "How often the group gave out its partitions anew")
DRIFTS = Metric("streams_drifts_total", "counter", "Changes of a host's pages that were told", ("sign",))
HOST_CHANGED = Metric(
    "streams_host_changed_timestamp_seconds",
    "gauge",
    f"When the pages of a host were last told to have changed; the {CHANGED_HOSTS} hosts that changed last",
    ("host", "sign"),
)
BUILD = Metric("streams_build_info", "gauge", "Always 1", ("version", "compiled"))

METRICS: Sequence[Metric] = (
    PAGES,
    PAGE_BYTES,
    PROCESS_SECONDS,
    STAGE_SECONDS,
    DELAY_SECONDS,
    ARTICLE_WORDS,
    LAG,
    PAGES_IN_HAND,
    BYTES_IN_HAND,
    COMMIT_AGE,
    READY,
    CHILDREN,
    MEMORY,
    RETRIES,
    CHILD_RESTARTS,
    REBALANCES,
    DRIFTS,
    HOST_CHANGED,
    BUILD,
)

LOSSES = (*(str(reason) for reason in (Reason.TIMEOUT, Reason.MEMORY, Reason.CRASH)), "broken")
"""Why a child process is lost; `broken` where the cause is not known and the page is done again."""

VALUES: Mapping[tuple[str, str], Sequence[str]] = {
    (PAGES.name, "outcome"): tuple(map(str, Kind)),
    (PAGES.name, "reason"): ("", *map(str, Reason)),
    (STAGE_SECONDS.name, "stage"): PARTS,
    (CHILD_RESTARTS.name, "reason"): LOSSES,
    (DRIFTS.name, "sign"): tuple(SIGNS),
    (HOST_CHANGED.name, "sign"): tuple(SIGNS),
    (BUILD.name, "compiled"): ("yes", "no"),
}
"""The values that a label of a metric can have, where the list is closed; all others are named by the settings."""
