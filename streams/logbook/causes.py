"""Decides which warnings and errors are of one cause, and what is to be done about each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.log_fields import ACTION, DOMAIN, LEVEL, LOGGER, MESSAGE, REPEATED, Action
from streams.logbook.lines import Entry

CAUSES = 500
"""Causes that are kept; when there are more, the rarer half is forgotten."""
LEVELS = frozenset({"warning", "error", "critical"})
_TEXT = 500
_NUMBER = re.compile(r"\d+")
# As `streams.log_repeats` ends a line that stands for others.
_COUNTED = re.compile(r" \(and \d+ more like this\)$")
# Of aiokafka, when none of the brokers that it knows answers.
_UNREACHED = "Unable to update metadata"
# What these tell of differs by more than numbers, by the host or the page.
_ONE_CAUSE = frozenset({Action.DRIFT, Action.POISON})
_REMEDIES: Mapping[str, str] = {
    Action.BROKER_AWAY: "see to the broker and the way to it; nothing is lost, the worker tries on",
    Action.BROKER_BACK: "nothing: it is over",
    Action.DRIFT: "`streams extract --explain` on one of the host's pages, then a rule in streams/sites",
    Action.POISON: "`streams dlq list --reason quarantined`, then file the page",
    Action.CHILD_LOST: "`streams dlq list`: are the pages sane? then STREAMS_PAGE_TIMEOUT or STREAMS_PAGE_MEMORY",
    Action.STALLED: "see to the broker and the machine; the worker ends and is to be started again",
    Action.UNCOMMITTED: "nothing: the pages are done again; if it is often, see BROKER_REBALANCE_TIMEOUT",
    Action.DRAINED: "nothing: the pages are done again; STREAMS_DRAIN_TIMEOUT is their time",
    Action.TOPIC: "raise the topic's max.message.bytes",
    Action.CRASHED: "read the error; if it is not of the settings or the broker, file it",
    Action.LEVEL: "nothing: a signal changed the level",
}
# Lines of libraries, the first that fits.
_LIBRARIES = tuple(
    (re.compile(words, re.IGNORECASE), remedy)
    for words, remedy in (
        (
            r"authenticat|sasl|certificate|ssl",
            "see SASL_* and SSL_*: `streams config` shows what is in force",
        ),
        (r"authoriz", "a permission on the broker is missing"),
        (
            r"heartbeat|session|rebalanc|coordinator|rejoin|generation|member",
            "nothing if it is short; else see to the broker, and whether the machine has CPU time to spare",
        ),
        (
            r"connect|node|metadata|socket|broken pipe|timed? ?out|broker|request",
            "see to the broker, and BROKER_URL",
        ),
        (r"memory|fork|resource", "see to the memory and the limits of the machine"),
    )
)
_OF_BROKER = re.compile(r"^aiokafka|kafka|faust", re.IGNORECASE)
_UNKNOWN = "read the line; no remedy is known"


@dataclass(slots=True)
class Cause:
    """Lines that tell the same."""

    action: str
    """One of `Action`; empty for a line of a library."""
    logger: str
    level: str
    first: float
    last: float = 0.0
    count: int = 0
    text: str = ""
    """The last of them."""
    workers: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)

    @property
    def is_of_broker(self) -> bool:
        """Whether it is a line of a library about the broker: where that was away there are many."""
        return not self.action and bool(_OF_BROKER.search(self.logger))

    @property
    def remedy(self) -> str:
        """What is to be done."""
        if self.action:
            return _REMEDIES.get(self.action, _UNKNOWN)
        said = f"{self.logger} {self.text}"
        return next((remedy for words, remedy in _LIBRARIES if words.search(said)), _UNKNOWN)


class Causes:
    """The warnings and errors of a log, but those about single pages."""

    def __init__(self, most: int = CAUSES) -> None:
        self._most = most
        self._causes: dict[tuple[str, str, str], Cause] = {}
        self.forgotten = 0
        """Lines of causes that are no longer there."""

    def take(self, line: Entry, at: float, worker: str) -> None:
        """A line of one of `LEVELS`."""
        action, logger = str(line.get(ACTION, "")), str(line[LOGGER])
        text = _COUNTED.sub("", str(line.get(MESSAGE, "")))
        like = "" if action in _ONE_CAUSE else _NUMBER.sub("#", text[:_TEXT])
        cause = self._causes.get((action, logger, like))
        if cause is None:
            cause = self._new((action, logger, like), Cause(action, logger, str(line[LEVEL]), at))
        # A line that stands for others says for how many, itself with them.
        cause.count += max(1, int(line.get(REPEATED, 1)))
        cause.first, cause.last = min(cause.first, at), max(cause.last, at)
        cause.text = text[:_TEXT]
        if len(cause.workers) < self._most:
            cause.workers.add(worker)
        if DOMAIN in line and len(cause.hosts) < self._most:
            cause.hosts.add(str(line[DOMAIN]))

    def all(self) -> list[Cause]:
        """The most frequent first."""
        return sorted(self._causes.values(), key=lambda cause: (-cause.count, cause.first))

    def _new(self, key: tuple[str, str, str], cause: Cause) -> Cause:
        if len(self._causes) >= self._most:
            ranked = sorted(self._causes.items(), key=lambda item: -item[1].count)
            self.forgotten += sum(cause.count for _, cause in ranked[self._most // 2 :])
            self._causes = dict(ranked[: self._most // 2])
        self._causes[key] = cause
        return cause


def is_unreached(line: Entry) -> bool:
    """Whether a library says that it reaches no broker."""
    return ACTION not in line and str(line.get(MESSAGE)).startswith(_UNREACHED)
