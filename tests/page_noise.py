"""Makes the facts of pages of invented hosts, each with shares, lengths and bad hours of its own."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Habits:
    """How the pages of a host are."""

    dead: float
    skipped: float
    untitled: float
    undated: float
    length: float
    """Logarithm of the usual number of words."""
    spread: float
    quality: float
    """Its mean."""
    uneven: float

    def page(self, chance: random.Random) -> dict[str, Any]:
        """The facts of one page, as `Drift.page` takes them."""
        end = chance.random()
        if end < self.dead + self.skipped:
            return {"kind": "dead" if end < self.dead else "skipped"}
        missing = (("title", self.untitled), ("date_published", self.undated))
        return {
            "kind": "article",
            "words": max(1, round(math.exp(chance.gauss(self.length, self.spread)))),
            "quality": min(1.0, max(0.0, chance.gauss(self.quality, self.uneven))),
            "missing": [name for name, share in missing if chance.random() < share],
        }


def ordinary(chance: random.Random) -> Habits:
    """A host as there are many: mostly articles, some of them short, some hosts without any dates."""
    return Habits(
        dead=chance.betavariate(0.5, 60),
        skipped=chance.betavariate(1, 7),
        untitled=chance.betavariate(0.3, 30),
        undated=chance.choice([chance.betavariate(0.5, 20), chance.betavariate(2, 4)]),
        length=chance.uniform(5, 7),
        spread=chance.uniform(0.3, 0.9),
        quality=chance.uniform(0.55, 0.92),
        uneven=chance.uniform(0.02, 0.12),
    )


def stream(pages: int, hosts: int, chance: random.Random) -> Iterator[tuple[str, Habits, dict[str, Any]]]:
    """Pages of hosts, large and small, in no order; a host's shares of skipped pages go up and down by a third."""
    names = [f"host-{number}.example" for number in range(hosts)]
    habits = {name: ordinary(chance) for name in names}
    sizes = [chance.paretovariate(1.2) for _ in names]
    for number in range(pages):
        name = chance.choices(names, sizes)[0]
        tide = 1 + math.sin(number / pages * 12 + len(name)) / 3
        now = replace(habits[name], skipped=habits[name].skipped * tide)
        yield name, now, now.page(chance)
