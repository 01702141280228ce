"""Judges a run by what lies on the topics alone: inputs without, with several, with contrary outcomes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas import headers
from tests.brokers.stream import Stream
from tests.brokers.witness import Place, Record


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of the inputs."""

    outcomes: Mapping[Place, list[Record]]
    """The outcome records of each input, duplicates with them."""
    lost: frozenset[Place]
    """Inputs without an outcome."""
    duplicated: frozenset[Place]
    """Inputs with more than one outcome record; allowed after a crash."""
    contradictory: frozenset[Place]
    """Inputs whose outcome records differ in topic, id, key or value; never allowed."""
    foreign: frozenset[Place]
    """Places that outcomes name as their source and that were not sent."""
    early: frozenset[Place]
    """Inputs that the group has committed and that have no outcome; never allowed."""

    def holds(self) -> Verdict:
        """Fail unless every input has its one outcome, be it written more than once."""
        for name in ("lost", "contradictory", "foreign", "early"):
            places = sorted(getattr(self, name), key=lambda place: (place.partition, place.offset))
            assert not places, f"{len(places)} {name}: {places[:5]}"
        return self

    def holds_once(self) -> Verdict:
        """Fail unless every input has its one outcome, written once."""
        assert not self.duplicated, (
            f"{len(self.duplicated)} duplicated: {sorted(map(str, self.duplicated))[:5]}"
        )
        return self.holds()


def verify(stream: Stream, sent: Iterable[Place]) -> Verdict:
    """The verdict on all that was sent on the stream's raw topic, at this moment."""
    # Offsets first: an outcome that comes while we read can only help the worker, never hide a fault of it.
    committed = stream.witness.committed(stream.group, stream.raw)
    outcomes = outcomes_by_source(stream)
    inputs = frozenset(sent)
    lost = inputs - outcomes.keys()
    return Verdict(
        outcomes=outcomes,
        lost=lost,
        duplicated=frozenset(place for place, records in outcomes.items() if len(records) > 1),
        contradictory=frozenset(
            place for place, records in outcomes.items() if len(set(map(_essence, records))) > 1
        ),
        foreign=frozenset(outcomes.keys() - inputs),
        early=frozenset(place for place in lost if place.offset < committed[place.partition]),
    )


def outcomes_by_source(stream: Stream) -> dict[Place, list[Record]]:
    """All outcome records by the place of the raw page that they name as their source."""
    found: dict[Place, list[Record]] = defaultdict(list)
    for record in stream.witness.read(stream.outcomes.values()):
        found[_source(record)].append(record)
    return dict(found)


def _source(record: Record) -> Place:
    topic, partition, offset = (
        record.header(name)
        for name in (headers.SOURCE_TOPIC, headers.SOURCE_PARTITION, headers.SOURCE_OFFSET)
    )
    assert topic is not None, f"no source on {record.place}"
    assert partition is not None, f"no source on {record.place}"
    assert offset is not None, f"no source on {record.place}"
    return Place(topic, int(partition), int(offset))


def _essence(record: Record) -> tuple[str, str | None, bytes | None, bytes | None]:
    return record.place.topic, record.header(headers.CE_ID), record.key, record.value
