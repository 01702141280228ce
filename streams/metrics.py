"""Decides how the numbers of one worker are counted, and shown in the text format of Prometheus."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from schemas.rejection import Reason
from streams import __version__, compiled, metric_list
from streams.drift import SIGNS, Sign
from streams.metric_list import CHANGED_HOSTS, HOST_LENGTH, LOSSES, Metric
from streams.outcome import Kind, Outcome
from streams.tally import Tally
from streams.took import PARTS, Took, by_stage

Values = Mapping[tuple[str, ...], float]
"""The samples of a metric, by the values of its labels."""
UNCOUNTED = 500
"""At most so many pages wait to be put into buckets."""
# Bytes, time taken, delay, words: no class of its own, as one is made for each page.
_Page = tuple[int, Took, float | None, int | None]


class Metrics(Collector):
    """The numbers of one worker.

    They are counted in plain Python, many pages at a time, and written down when they are asked for: a page costs a
    tenth of what the counters of `prometheus_client`, with their locks, would take. So all of it belongs to one thread.
    """

    def __init__(self) -> None:
        self._new: list[_Page] = []
        self._pages = Counter[tuple[str, ...]](dict.fromkeys(_ENDS, 0))
        self._bytes = Tally(metric_list.PAGE_BYTES.bounds)
        self._seconds = Tally(metric_list.PROCESS_SECONDS.bounds)
        self._parts = {part: Tally(metric_list.STAGE_SECONDS.bounds) for part in PARTS}
        self._delay = Tally(metric_list.DELAY_SECONDS.bounds)
        self._words = Tally(metric_list.ARTICLE_WORDS.bounds)
        self._lost = Counter[tuple[str, ...]](dict.fromkeys(((reason,) for reason in LOSSES), 0))
        self._drifts = Counter[tuple[str, ...]](dict.fromkeys(((sign,) for sign in SIGNS), 0))
        self._changed: OrderedDict[str, dict[tuple[str, ...], float]] = OrderedDict()
        self._watched: dict[Metric, Callable[[], Values]] = {}
        self.retries = 0
        """Tries to write that failed and are repeated."""
        self.rebalances = 0
        """How often the group gave out its partitions."""
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def watch(self, metric: Metric, value: Callable[[], float | None]) -> None:
        """Show a number that is asked for whenever the metrics are; None where it is not known."""

        def samples() -> Values:
            found = value()
            return {} if found is None else {(): found}

        self._watched[metric] = samples

    def watch_lag(self, lag: Callable[[], Mapping[tuple[str, int], int]]) -> None:
        """Show messages behind, for each partition that is ours at that moment."""
        self._watched[metric_list.LAG] = lambda: {(topic, str(at)): n for (topic, at), n in lag().items()}

    def page(self, outcome: Outcome, size: int, took: Took, timestamp: int | None = None) -> None:
        """A page has its confirmed outcome; `size` in bytes, `timestamp` is Kafka's, in milliseconds since 1970."""
        delay = None if timestamp is None else max(0.0, time.time() - timestamp / 1000)
        self._pages[outcome.kind, outcome.reason or ""] += 1
        self._new.append((size, took, delay, outcome.words))
        if len(self._new) >= UNCOUNTED:
            self._count()

    def _count(self) -> None:
        """Put what is known of new pages into the buckets."""
        if not self._new:
            return
        sizes, took, delays, words = zip(*self._new, strict=True)
        self._new.clear()
        self._bytes.add_all(sizes)
        stages = by_stage(took)
        self._seconds.add_all(stages["total"])
        for part, tally in self._parts.items():
            tally.add_all(stages[part])
        self._delay.add_all([delay for delay in delays if delay is not None])
        self._words.add_all([count for count in words if count is not None])

    def child_lost(self, reason: str) -> None:
        """A child process ended in its work."""
        self._lost[reason,] += 1

    def drifted(self, host: str, signs: Iterable[Sign]) -> None:
        """The pages of a host have changed; counted under each sign of it."""
        host, names = host[:HOST_LENGTH], [(sign.name,) for sign in signs]
        self._drifts.update(names)
        self._changed[host] = {(host, *name): time.time() for name in names}
        self._changed.move_to_end(host)
        if len(self._changed) > CHANGED_HOSTS:
            self._changed.popitem(last=False)

    def outcomes(self) -> dict[tuple[str, ...], int]:
        """Pages so far by outcome and reason."""
        return {end: count for end, count in self._pages.items() if count}

    def lost(self) -> dict[str, int]:
        """Child processes lost so far by reason."""
        return {reason: count for (reason,), count in self._lost.items() if count}

    def text(self) -> bytes:
        """All numbers in the text format of Prometheus."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Family]:
        """All numbers, as `prometheus_client` asks for them."""
        self._count()
        watched = {metric: ask() for metric, ask in self._watched.items()}
        yield from (_plain(metric, values) for metric, values in (self._counted() | watched).items())
        yield from (_histogram(metric, tallies) for metric, tallies in self._tallied().items())

    def describe(self) -> Iterator[Family]:
        """Nothing: else all numbers would be asked for here, before the worker is put together."""
        return iter(())

    def _counted(self) -> dict[Metric, Values]:
        return {
            metric_list.PAGES: self._pages,
            metric_list.RETRIES: {(): self.retries},
            metric_list.CHILD_RESTARTS: self._lost,
            metric_list.REBALANCES: {(): self.rebalances},
            metric_list.DRIFTS: self._drifts,
            metric_list.HOST_CHANGED: {
                at: when for host in self._changed.values() for at, when in host.items()
            },
            metric_list.BUILD: {(__version__, "yes" if compiled.is_active() else "no"): 1},
        }

    def _tallied(self) -> Mapping[Metric, Mapping[tuple[str, ...], Tally]]:
        return {
            metric_list.PAGE_BYTES: {(): self._bytes},
            metric_list.PROCESS_SECONDS: {(): self._seconds},
            metric_list.STAGE_SECONDS: {(part,): tally for part, tally in self._parts.items()},
            metric_list.DELAY_SECONDS: {(): self._delay},
            metric_list.ARTICLE_WORDS: {(): self._words},
        }


# All are there from the start: a counter that appears with its first event does not rise, as Prometheus sees it.
_ENDS: Iterable[tuple[str, ...]] = (
    (Kind.ARTICLE, ""),
    *((Kind.SKIPPED if reason.is_skip else Kind.DEAD, reason) for reason in Reason),
)


def _plain(metric: Metric, values: Values) -> Family:
    kind = CounterMetricFamily if metric.type == "counter" else GaugeMetricFamily
    family = kind(metric.name, metric.meaning, labels=metric.labels)
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family


def _histogram(metric: Metric, tallies: Mapping[tuple[str, ...], Tally]) -> Family:
    family = HistogramMetricFamily(metric.name, metric.meaning, labels=metric.labels)
    for labels, tally in tallies.items():
        family.add_metric(labels, tally.buckets(), tally.total)
    return family
