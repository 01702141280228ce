"""Decides how dead letters are grouped by their cause."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.dlq.letter import Letter

SAMPLES = 3


@dataclass(slots=True)
class Group:
    """Letters with one fingerprint: one reason, class, innermost frame and host."""

    fingerprint: str
    reason: str
    host: str
    detail: str
    """Of the first letter, for a person."""
    first: int
    """When the first was written, in milliseconds since 1970."""
    last: int
    count: int = 0
    samples: list[str] = field(default_factory=list)
    """Where the first few lie, `PARTITION:OFFSET`."""

    def add(self, letter: Letter) -> None:
        """One more."""
        self.count += 1
        self.first, self.last = min(self.first, letter.timestamp), max(self.last, letter.timestamp)
        if len(self.samples) < SAMPLES:
            self.samples.append(letter.place)


class Groups:
    """All groups; of the letters themselves nothing is kept."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Group] = {}

    def add(self, letter: Letter) -> None:
        """Count a letter."""
        at = (letter.reason, letter.fingerprint)
        if at not in self._found:
            stamp = letter.timestamp
            self._found[at] = Group(
                letter.fingerprint, letter.reason, letter.host, letter.detail, stamp, stamp
            )
        self._found[at].add(letter)

    def ordered(self) -> list[Group]:
        """The groups, largest first."""
        found = self._found.values()
        return sorted(found, key=lambda group: (-group.count, group.reason, group.fingerprint))
