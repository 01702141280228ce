"""Decides what happens in a run: pages are sent, faults are done at their times, then all is made whole and judged."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.brokers.stream import Stream, stream_on
from tests.brokers.verifier import Verdict, verify
from tests.brokers.witness import Place
from tests.chaos import pages
from tests.chaos.cluster import WHOLE_SECONDS, Cluster, Node, wait_for
from tests.chaos.crew import Crew, Post, Say
from tests.chaos.load import Load, Sent
from tests.chaos.schedule import SESSION_SECONDS, Fault, Kind, schedule
from tests.cli.command import streams

TICK = 0.2
PARTITIONS = 6
STUCK_SECONDS = 300.0
SETTINGS = {
    "STREAMS_REPLICATION_FACTOR": "3",
    "STREAMS_PARTITIONS": str(PARTITIONS),
    "STREAMS_PAGE_TIMEOUT": str(pages.PAGE_TIMEOUT),
    "STREAMS_PAGE_MEMORY": str(pages.PAGE_MEMORY),
    "BROKER_SESSION_TIMEOUT": str(SESSION_SECONDS),
    # As deployed, not as quick as in other tests: the more there is to be done again after a kill.
    "BROKER_COMMIT_INTERVAL": "1",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the run's log."""

    at: float
    """By `time.time`."""
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that is known at the end of a run."""

    verdict: Verdict
    sent: dict[Place, Sent]
    topics: dict[str, str]
    """What kind of outcome lies on each topic."""
    faults: Counter[Kind]
    """Those that were done."""
    events: list[Event]
    unasked: list[str]
    """Workers that ended though nobody asked them to, or otherwise than they should."""
    peak: int
    """The most memory that a worker and its children had, in bytes."""
    logs: list[Path]
    delivery: str = "at_least_once"
    """What the workers were asked for: `at_least_once` or `exactly_once`."""
    audit: Mapping[str, Any] = field(default_factory=dict)
    """What `streams audit --json` says of the same topics."""


@dataclass
class Journal:
    """Keeps and prints what happens, with the seconds since the start."""

    show: Callable[[str], None]
    events: list[Event] = field(default_factory=list)
    _start: float = field(default_factory=time.monotonic)

    def say(self, text: str) -> None:
        """Take down one line."""
        now = time.time()
        self.events.append(Event(now, text))
        clock = datetime.fromtimestamp(now, UTC).strftime("%H:%M:%S")
        self.show(f"{time.monotonic() - self._start:7.1f} s  {clock}  {text}")


class Harm:
    """Does the faults of a schedule, and in time what ends each of them."""

    def __init__(self, cluster: Cluster, crew: Crew, group: str, say: Say) -> None:
        self.done = Counter[Kind]()
        """Faults that were done."""
        self._cluster = cluster
        self._crew = crew
        self._group = group
        self._say = say
        self._endings: list[tuple[float, Callable[[], None]]] = []

    def do(self, fault: Fault) -> None:
        """Do a fault, to one of those to whom it can be done now."""
        done = self._to_broker(fault) if fault.kind.is_of_brokers else self._to_worker(fault)
        self._say(f"{fault.kind}: {done or 'passed over, there is none'}")
        self.done[fault.kind] += bool(done)

    def end_due(self) -> None:
        """End the faults that have lasted long enough."""
        now = time.monotonic()
        due = [ending for ending in self._endings if ending[0] <= now]
        self._endings = [ending for ending in self._endings if ending[0] > now]
        for _, end in due:
            end()

    def end_all(self) -> None:
        """End every fault now."""
        for _, end in self._endings:
            end()
        self._endings.clear()

    def _later(self, seconds: float, end: Callable[[], None]) -> None:
        self._endings.append((time.monotonic() + seconds, end))

    def _to_worker(self, fault: Fault) -> str:
        posts = self._crew.living()
        if not posts:
            return ""
        post = posts[fault.pick % len(posts)]
        name = str(post)
        if fault.kind is Kind.CHILD:
            pid = self._crew.kill_child(post, fault.pick)
            return f"{name}, child {pid}" if pid else ""
        if fault.kind is Kind.KILL:
            self._crew.kill(post, fault.seconds)
        elif fault.kind in {Kind.TERM, Kind.REPLACE}:
            self._crew.terminate(post, fault.seconds)
        else:
            self._stop_worker(post, fault.seconds)
        return f"{name}, {fault.seconds:.1f} s"

    def _stop_worker(self, post: Post, seconds: float) -> None:
        worker, name = self._crew.stop(post), str(post)

        def go_on() -> None:
            self._say(f"{name} goes on")
            self._crew.go_on(post, worker)

        self._later(seconds, go_on)

    def _to_broker(self, fault: Fault) -> str:
        # Two copies of three must be in step at any time, so a node is touched only while all are.
        wait_for(self._is_whole, WHOLE_SECONDS, lambda: f"the cluster is not whole:\n{self._cluster.tail()}")
        node = self._cluster.nodes[fault.pick % len(self._cluster.nodes)]
        if fault.kind is Kind.COORDINATOR_KILL:
            node = self._cluster.coordinator(self._group) or node
        if fault.kind is Kind.BROKER_STOP:
            node.stop()
        else:
            node.kill()
        self._later(fault.seconds, lambda: self._bring_back(node))
        return f"broker {node.number}, {fault.seconds:.1f} s"

    def _is_whole(self) -> bool:
        # While we wait for the cluster, all others are looked after.
        self.end_due()
        self._crew.look_after()
        return self._cluster.is_whole()

    def _bring_back(self, node: Node) -> None:
        self._say(f"broker {node.number} comes back")
        node.come_back()


def run(
    seed: int,
    seconds: float,
    folder: Path,
    show: Callable[[str], None],
    *,
    rate: float = pages.PAGES_A_MINUTE,
    delivery: str = "at_least_once",
) -> Result:
    """Do all of it, at `rate` pages a minute; logs are kept in `folder`. Fails where it cannot come to its end."""
    journal = Journal(show)
    with _stage(folder, journal, delivery) as (cluster, stream), ExitStack() as cleanup:
        crew = Crew(stream, journal.say)
        load = Load(cluster.url, stream.raw, pages.cases(seed), rate)
        cleanup.callback(load.close)
        crew.look_after()
        stream.workers[0].ready()
        load.start()
        harm = Harm(cluster, crew, stream.group, journal.say)
        _suffer(schedule(seed, seconds), seconds, harm, crew)
        journal.say("no more faults; no more pages")
        harm.end_all()
        cluster.wait_whole()
        sent = load.finish()
        journal.say(f"{len(sent)} pages are sent; all workers are replaced")
        crew.leave()
        _catch_up(stream, sent, crew, journal.say)
        crew.leave()
        journal.say("the group is at the end of each partition")
        return Result(
            verdict=verify(stream, sent),
            sent=sent,
            topics={topic: kind for kind, topic in stream.outcomes.items()},
            faults=harm.done,
            events=journal.events,
            unasked=crew.unasked,
            peak=crew.peak,
            logs=[worker.log for worker in stream.workers],
            delivery=delivery,
            audit=json.loads(streams("audit", "--json", settings=stream.settings).stdout),
        )


@contextmanager
def _stage(folder: Path, journal: Journal, delivery: str) -> Iterator[tuple[Cluster, Stream]]:
    with Cluster(folder / "brokers") as cluster:
        journal.say(f"three brokers at {cluster.url}")
        with stream_on(cluster.url, folder, {**SETTINGS, "STREAMS_DELIVERY": delivery}) as stream:
            yield cluster, stream


def _suffer(faults: tuple[Fault, ...], seconds: float, harm: Harm, crew: Crew) -> None:
    started = time.monotonic()
    waiting = list(faults)
    while (now := time.monotonic() - started) < seconds or waiting:
        crew.look_after()
        harm.end_due()
        while waiting and waiting[0].at <= now:
            harm.do(waiting.pop(0))
        time.sleep(TICK)


def _catch_up(stream: Stream, sent: dict[Place, Sent], crew: Crew, say: Say) -> None:
    """Let clean workers do what is left; fails where for long nothing is committed."""
    ends = dict.fromkeys(range(PARTITIONS), 0)
    for place in sent:
        ends[place.partition] = max(ends[place.partition], place.offset + 1)
    committed, since = dict.fromkeys(ends, 0), time.monotonic()
    while any(committed[partition] < end for partition, end in ends.items()):
        crew.look_after()
        time.sleep(TICK)
        before, committed = committed, stream.witness.committed(stream.group, stream.raw)
        if committed != before:
            since = time.monotonic()
        stuck = time.monotonic() - since
        assert stuck < STUCK_SECONDS, f"nothing committed for {stuck:.0f} s: {committed} of {ends}"
