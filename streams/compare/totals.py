"""Decides what is counted of all differences: a few numbers in all and for each host, however many pages there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from streams.compare.difference import Change, Difference
from streams.compare.samples import Samples

# Beyond these the others are counted as one: host names cost nothing to invent.
MOST_HOSTS = 20_000
OTHERS = "(others)"
NO_HOST = "(none)"
# A reason is a word of ours, but what lies on a topic may be anybody's.
LABEL_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Compared:
    """A page and how its outcome changes."""

    partition: int
    offset: int
    url: str
    host: str
    difference: Difference


@dataclass(slots=True)
class Tally:
    """Counts of pages."""

    changes: Counter[Change] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    """In how many articles each field changes."""
    articles: int = 0
    """Pages that are articles before and now."""
    alike: float = 0.0
    """Sum of the similarities of their texts."""

    def add(self, difference: Difference) -> None:
        """Count a page."""
        self.changes[difference.change] += 1
        self.fields.update(difference.fields)
        if difference.change in (Change.SAME, Change.CHANGED) and difference.after.article:
            self.articles += 1
            self.alike += difference.similarity

    @property
    def read(self) -> int:
        """All pages."""
        return self.changes.total()

    @property
    def compared(self) -> int:
        """Pages that have an outcome to compare with."""
        return self.read - self.changes[Change.MISSING]

    @property
    def moved(self) -> int:
        """Pages of which anything changes."""
        return self.compared - self.changes[Change.SAME]

    @property
    def similarity(self) -> float | None:
        """Mean similarity of the texts, those that did not change with them; None without articles."""
        return self.alike / self.articles if self.articles else None


@dataclass(slots=True)
class Totals:
    """All that is known in the end."""

    samples: Samples[Compared]
    all: Tally = field(default_factory=Tally)
    hosts: dict[str, Tally] = field(default_factory=dict)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    """From which outcome to which, as (`article`, `skipped: listing`), where they differ."""

    def add(self, page: Compared) -> None:
        """Count a page, and keep it as a sample if its change is a large one."""
        difference = page.difference
        self.all.add(difference)
        self._host(page.host or NO_HOST).add(difference)
        if difference.before and difference.before.label != difference.after.label:
            self.moves[_label(difference.before.label), difference.after.label] += 1
        if difference.change not in (Change.SAME, Change.MISSING):
            place = (page.partition, page.offset)
            self.samples.add(difference.change, page.host, _weight(difference), place, page)

    def movers(self, most: int) -> list[tuple[str, Tally]]:
        """The hosts with the most pages that change, the most first; none without any."""
        moved: Iterable[tuple[str, Tally]] = (
            (host, tally) for host, tally in self.hosts.items() if tally.moved
        )
        return sorted(moved, key=lambda item: (-item[1].moved, item[0]))[:most]

    def _host(self, host: str) -> Tally:
        if host not in self.hosts and len(self.hosts) >= MOST_HOSTS:
            host = OTHERS
        return self.hosts.setdefault(host, Tally())


def _label(label: str) -> str:
    return label[:LABEL_LENGTH]


# They follow from the text: that they change tells no more.
_DERIVED = frozenset({"blocks", "links", "word_count", "content_hash", "fingerprint", "quality", "sources"})


def _weight(difference: Difference) -> float:
    """How large a change is: what the text loses, and a little for each other field."""
    own = sum(name not in _DERIVED for name in difference.fields)
    return 1 - difference.similarity + own / 10 + len(difference.fields) / 100
