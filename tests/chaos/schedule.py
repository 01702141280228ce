"""Decides which faults a run meets, and when: by its seed and its length alone."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

# The workers' session timeout in a run, in seconds: a worker that is stopped for longer is a zombie.
SESSION_SECONDS = 6.0
FIRST_FAULT = 5.0


class Kind(StrEnum):
    """What is done to whom."""

    KILL = "worker: kill -9"
    TERM = "worker: SIGTERM"
    REPLACE = "worker: replaced"
    PAUSE = "worker: SIGSTOP"
    ZOMBIE = "worker: SIGSTOP past the session timeout"
    CHILD = "child: kill -9"
    BROKER_KILL = "broker: kill -9"
    BROKER_STOP = "broker: SIGSTOP"
    COORDINATOR_KILL = "coordinator: kill -9"

    @property
    def is_of_brokers(self) -> bool:
        """Whether a node of Kafka is meant, not a worker."""
        return self in SECONDS_OF_BROKERS


# For how many seconds: the worker's place stays empty, it is stopped, the node is away.
SECONDS_OF_WORKERS = {
    Kind.KILL: (0.0, 5.0),
    Kind.TERM: (3.0, 15.0),
    Kind.REPLACE: (0.0, 0.0),
    Kind.PAUSE: (1.0, 0.7 * SESSION_SECONDS),
    Kind.ZOMBIE: (1.3 * SESSION_SECONDS, 2.5 * SESSION_SECONDS),
    Kind.CHILD: (0.0, 0.0),
}
SECONDS_OF_BROKERS = {
    Kind.COORDINATOR_KILL: (3.0, 15.0),
    Kind.BROKER_KILL: (3.0, 15.0),
    Kind.BROKER_STOP: (3.0, 15.0),
}
# As often as they are named here, in an order that chance finds anew for each round.
WORKER_ROUND = (
    *(Kind.KILL, Kind.KILL, Kind.KILL),
    *(Kind.TERM, Kind.REPLACE, Kind.PAUSE),
    *(Kind.ZOMBIE, Kind.ZOMBIE),
    *(Kind.CHILD, Kind.CHILD),
)
BROKER_ROUND = (Kind.COORDINATOR_KILL, Kind.BROKER_KILL, Kind.BROKER_STOP, Kind.BROKER_STOP)
WORKER_GAP = (4.0, 10.0)
# A node that comes back needs its time to be in step again.
BROKER_GAP = (26.0, 38.0)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong."""

    at: float
    """Seconds after the start."""
    kind: Kind
    pick: int
    """Chooses among those to whom it may be done."""
    seconds: float
    """For how long."""


def schedule(seed: int, seconds: float) -> tuple[Fault, ...]:
    """The faults of a run, in their order; the first of the brokers is a kill of the coordinator's."""
    chance = random.Random(seed)  # noqa: S311 - must come out the same each time
    workers = _lane(chance, _rounds(chance, WORKER_ROUND), WORKER_GAP, seconds)
    kinds = _first(Kind.COORDINATOR_KILL, _rounds(chance, BROKER_ROUND))
    brokers = _lane(chance, kinds, BROKER_GAP, seconds)
    return tuple(sorted([*workers, *brokers], key=lambda fault: fault.at))


def _lane(
    chance: random.Random, kinds: Iterator[Kind], gap: tuple[float, float], seconds: float
) -> list[Fault]:
    faults = []
    at = chance.uniform(FIRST_FAULT, 2 * FIRST_FAULT)
    while at < seconds:
        kind = next(kinds)
        length = chance.uniform(*{**SECONDS_OF_WORKERS, **SECONDS_OF_BROKERS}[kind])
        faults.append(Fault(round(at, 2), kind, chance.randrange(1000), round(length, 2)))
        at += chance.uniform(*gap)
    return faults


def _rounds(chance: random.Random, kinds: Sequence[Kind]) -> Iterator[Kind]:
    while True:
        yield from chance.sample(kinds, len(kinds))


def _first(first: Kind, kinds: Iterator[Kind]) -> Iterator[Kind]:
    yield first
    yield from kinds
