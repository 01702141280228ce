"""Decides when a host's pages are no longer what they were, as after a change of its template.

For each host and each sign of trouble, as a missing date, the share of its past pages that show it is known. A run of
pages that show it more often adds up evidence against that share, page by page; enough of it is a change
(`streams.evidence`). See docs/decisions/0015-drift.md.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from streams.evidence import EVIDENCE, HINT, Watch, low, short
from streams.outcome import Kind

HOSTS = 5000
"""Hosts that are remembered: those seen last."""


class Sign(NamedTuple):
    """What changed: the share of pages that show it."""

    name: str
    """One of `SIGNS`."""
    before: float
    now: float
    pages: int
    """How many pages `now` is the share of."""

    def __str__(self) -> str:
        return f"{SIGNS[self.name]} in {self.now:.0%} of the last {self.pages}, before in {self.before:.1%}"


SIGNS: Mapping[str, str] = {
    "dead": "dead letters",
    "skipped": "no article",
    "short": "much shorter text",
    "title": "no title",
    "date_published": "no date",
    "quality": "low quality",
}
"""Each sign for a person. The first two are shares of all pages, the others of articles."""


class Change(NamedTuple):
    """A host's pages have changed."""

    host: str
    signs: tuple[Sign, ...]
    """At least one; the surest first."""
    seen: int
    """Pages of the host that were seen so far."""


class Drift:
    """Watches hosts. Has no clock: only the order of their pages counts."""

    def __init__(self, window: int, hosts: int = HOSTS) -> None:
        """A change is found within `window` pages of its host or not at all; 0: none is looked for."""
        self._window = window
        self._most = hosts
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def page(
        self,
        host: str,
        *,
        kind: str,
        words: int | None = None,
        quality: float | None = None,
        missing: Collection[str] = (),
    ) -> Change | None:
        """A page of the host came to its outcome; gives the change that it makes certain.

        A host that changed is learnt anew, so that the change is told once.
        """
        if not self._window or not host:
            return None
        watched = self._hosts.get(host) or self._new(host)
        self._hosts.move_to_end(host)
        watched.page(kind, words, quality, missing)
        if not watched.is_sure():
            return None
        change = Change(host, tuple(watched.signs()), watched.seen)
        self._hosts[host] = _Host(self._window, watched.seen)
        return change

    def _new(self, host: str) -> _Host:
        if len(self._hosts) >= self._most:
            self._hosts.popitem(last=False)
        self._hosts[host] = made = _Host(self._window)
        return made


class _Host:
    __slots__ = ("seen", "watches")

    def __init__(self, window: int, seen: int = 0) -> None:
        self.seen = seen
        self.watches = {name: Watch(window) for name in SIGNS}

    def page(self, kind: str, words: int | None, quality: float | None, missing: Collection[str]) -> None:
        self.seen += 1
        watches = self.watches
        for name in ("dead", "skipped"):
            watches[name].see(kind == name)
        if kind != Kind.ARTICLE:
            return
        for name in ("title", "date_published"):
            watches[name].see(name in missing)
        if words is not None:
            watches["short"].measure(math.log(max(words, 1)), short)
        if quality is not None:
            watches["quality"].measure(quality, low)

    def is_sure(self) -> bool:
        """Whether the pages have changed; asked for each page, so that little is asked."""
        for watch in self.watches.values():  # noqa: SIM110 - no generator
            if watch.evidence >= EVIDENCE and watch.is_sure:
                return True
        return False

    def signs(self) -> Iterator[Sign]:
        """Those with some evidence, the surest first."""
        for name, watch in sorted(self.watches.items(), key=lambda item: -item[1].evidence):
            if watch.evidence >= HINT:
                yield Sign(name, watch.share, watch.run_shown / watch.run, watch.run)
