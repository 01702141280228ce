"""Decides which numbers the worker shows, their names and units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from streams.drift import SIGNS, Sign
from streams.outcome import Outcome

_BYTES = (1_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000)
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)
_WORDS = (50, 100, 200, 400, 600, 800, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000)


class Metrics:
    """The numbers of one worker, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._pages = Counter(
            "streams_pages", "Pages with a confirmed outcome", ["outcome", "reason"], registry=registry
        )
        self._bytes = Histogram(
            "streams_page_bytes", "Size of raw messages", buckets=_BYTES, registry=registry
        )
        self._seconds = Histogram(
            "streams_process_seconds",
            "From the receipt of a page to its confirmed outcome",
            buckets=_SECONDS,
            registry=registry,
        )
        self._words = Histogram(
            "streams_article_words", "Words of articles", buckets=_WORDS, registry=registry
        )
        self._lag = Gauge(
            "streams_lag_messages", "Messages not yet committed", ["topic", "partition"], registry=registry
        )
        self.retries = Counter(
            "streams_produce_retries",
            "Tries to write a record that failed and are repeated",
            registry=registry,
        )
        self._lost = Counter(
            "streams_child_restarts", "Child processes lost in page work", ["reason"], registry=registry
        )

        self._drifts = Counter(
            "streams_drifts", "Changes of a host's pages that were told", ["sign"], registry=registry
        )
        for sign in SIGNS:
            self._drifts.labels(sign)

    def watch(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Show a number that is asked for whenever the metrics are."""
        Gauge(name, meaning, registry=self._registry).set_function(value)

    def page(self, outcome: Outcome, size: int, seconds: float) -> None:
        """A page has its confirmed outcome; `size` in bytes."""
        self._pages.labels(outcome.kind, outcome.reason or "").inc()
        self._bytes.observe(size)
        self._seconds.observe(seconds)
        if outcome.words is not None:
            self._words.observe(outcome.words)

    def child_lost(self, reason: str) -> None:
        """A child process ended in its work."""
        self._lost.labels(reason).inc()

    def drifted(self, signs: Iterable[Sign]) -> None:
        """The pages of a host have changed; counted under each sign of it."""
        for sign in signs:
            self._drifts.labels(sign.name).inc()

    def lag(self, messages: Mapping[tuple[str, int], int]) -> None:
        """Messages behind, for each partition that is ours now; others are no longer shown."""
        self._lag.clear()
        for (topic, partition), count in messages.items():
            self._lag.labels(topic, partition).set(count)

    def outcomes(self) -> dict[tuple[str, str], int]:
        """Pages so far by outcome and reason."""
        return {(each["outcome"], each["reason"]): count for each, count in _counts(self._pages)}

    def lost(self) -> dict[str, int]:
        """Child processes lost so far by reason."""
        return {each["reason"]: count for each, count in _counts(self._lost)}

    def text(self) -> bytes:
        """All numbers in the text format of Prometheus."""
        return generate_latest(self._registry)


def _counts(counter: Counter) -> Iterator[tuple[Mapping[str, str], int]]:
    for metric in counter.collect():
        for sample in metric.samples:
            if sample.name.endswith("_total"):
                yield sample.labels, int(sample.value)
