"""Decides what is kept of the warnings that a host's pages changed, as workers told them."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.log_fields import DOMAIN, MESSAGE
from streams.logbook.lines import Entry

HOSTS = 2000
"""Hosts whose warnings are kept, the first ones."""


@dataclass(slots=True)
class Warned:
    """The warnings about one host."""

    first: float
    text: str
    """What the first of them said."""
    count: int = 0
    workers: set[str] = field(default_factory=set)


class Drifts:
    """The hosts of which a change was told."""

    def __init__(self) -> None:
        self.hosts: dict[str, Warned] = {}

    def take(self, line: Entry, at: float, worker: str) -> None:
        """A warning."""
        host, text = str(line[DOMAIN]), str(line[MESSAGE])
        warned = self.hosts.get(host)
        if warned is None:
            if len(self.hosts) >= HOSTS:
                return
            warned = self.hosts[host] = Warned(at, _signs(text, host))
        if at < warned.first:
            warned.first, warned.text = at, _signs(text, host)
        warned.count += 1
        warned.workers.add(worker)


def _signs(text: str, host: str) -> str:
    return text.removeprefix(f"pages of {host} changed: ").split("; has it", 1)[0]
