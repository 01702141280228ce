"""Decides what is planted in a recorded run, and when: a function of its length, its rate and its seed alone."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from tests.brokers import inputs
from tests.brokers.inputs import ARTICLE, DEAD, HTML, SKIPPED, Case
from tests.brokers.witness import Input
from tests.page_noise import Habits, stream

HOSTS = 50
SLOW_HOST = "slow.example"
SLOW_EVERY = 60
SLOW_ATTRIBUTES = 5_000
POISON_URL = "https://poison.example/story"
POISON_ATTRIBUTES = 200_000
# Shares of the run at which each fault is done.
CHANGE, POISON, OUTAGE, KILL = 0.6, 0.7, 0.75, 0.9
_PUBLISHED = b'<meta property="article:published_time" content="2024-05-17T08:30:00Z">'
_LONGEST = 60
MORE = 10_000


@dataclass(frozen=True)
class Plan:
    """A run: pages of 50 hosts with habits of their own, one slow host, and a fault of each kind."""

    seconds: float
    a_minute: float
    """Pages."""
    seed: int

    @property
    def pages(self) -> int:
        """How many pages there are in all."""
        return int(self.seconds * self.a_minute / 60)

    @property
    def change_at(self) -> int:
        """From this page on the pages of `changed` have no date."""
        return int(CHANGE * self.pages)

    @cached_property
    def changed(self) -> str:
        """The host whose template changes: neither the largest nor a small one, whose pages mostly have a date."""
        seen, habits = Counter[str](), dict[str, Habits]()
        for host, now, _ in self._stream():
            seen[host] += 1
            habits[host] = now
        fit = [
            host
            for host, _ in seen.most_common()
            if habits[host].undated < 0.2 and habits[host].skipped < 0.2
        ]
        return fit[min(2, len(fit) - 1)]

    def cases(self) -> Iterator[Case]:
        """Every page of the run, and some more, as it may last a moment longer."""
        chance = random.Random(self.seed + 1)  # noqa: S311 - the same each time
        poisoned = int(POISON * self.pages)
        for number, (host, habits, facts) in enumerate(self._stream()):
            if number == poisoned:
                yield _poison()
            elif number % SLOW_EVERY == 0:
                yield _slow(number)
            elif host == self.changed and number >= self.change_at:
                yield _page(host, number, replace(habits, undated=1.0).page(chance))
            else:
                yield _page(host, number, facts)

    def _stream(self) -> Iterator[tuple[str, Habits, dict[str, Any]]]:
        return stream(self.pages + MORE, HOSTS, random.Random(self.seed))  # noqa: S311 - the same each time


def _page(host: str, number: int, facts: dict[str, Any]) -> Case:
    url, name = f"https://{host}/story/{number}", f"{host}-{number}"
    if facts["kind"] == SKIPPED:
        return Case(Input(b"", url.encode(), (HTML,)), SKIPPED)
    if facts["kind"] == DEAD:
        return Case(Input(b"x", url.encode(), (HTML, ("content-encoding", b"x-unknown"))), DEAD)
    body = _html(name, url, paragraphs=min(max(facts["words"] // 36, 3), _LONGEST))
    if "date_published" in facts["missing"]:
        body = body.replace(_PUBLISHED, b"")
    return Case(Input(body, url.encode(), (HTML,)), ARTICLE)


def _slow(number: int) -> Case:
    url = f"https://{SLOW_HOST}/story/{number}"
    extra = "<i " + " ".join(f"a{each}=1" for each in range(SLOW_ATTRIBUTES)) + "></i>"
    return Case(Input(_html(f"slow-{number}", url, extra=extra), url.encode(), (HTML,)), ARTICLE)


def _poison() -> Case:
    made = inputs.slow("poison", POISON_ATTRIBUTES)
    return Case(replace(made, key=POISON_URL.encode(), headers=(HTML,)), DEAD)


def _html(name: str, url: str, paragraphs: int = 6, extra: str = "") -> bytes:
    return inputs.html(name, paragraphs, extra).replace(inputs.url(name).encode(), url.encode())
