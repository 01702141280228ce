"""Decides which rights at the broker each command needs: no more than these are to be granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streams.settings import Settings


class Operation(IntEnum):
    """What may be done, in Kafka's words, with its numbers for them."""

    READ = 3
    WRITE = 4
    CREATE = 5
    DESCRIBE = 8
    DESCRIBE_CONFIGS = 10

    @property
    def word(self) -> str:
        """As Kafka's tools write it."""
        return self.name.title().replace("_", "")


class Resource(StrEnum):
    """What a right is for, in Kafka's words; but for `TRANSACTIONS` each is a setting that names one."""

    RAW = "STREAMS_RAW_TOPIC"
    ARTICLES = "STREAMS_ARTICLES_TOPIC"
    SKIPPED = "STREAMS_SKIPPED_TOPIC"
    DEAD = "STREAMS_DLQ_TOPIC"
    GROUP = "APP_ID"
    TRANSACTIONS = "STREAMS_DELIVERY"

    @property
    def kind(self) -> str:
        """Kafka's word for it."""
        return _KINDS.get(self, "topic")


_KINDS = {Resource.GROUP: "group", Resource.TRANSACTIONS: "transactional id"}


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that must be allowed."""

    operation: Operation
    resource: Resource

    def __str__(self) -> str:
        return f"{self.operation.word} {self.resource}"

    def name(self, settings: Settings) -> str:
        """The topic, the group, or how the transactional ids begin."""
        return {
            Resource.RAW: settings.raw_topic,
            Resource.ARTICLES: settings.articles_topic,
            Resource.SKIPPED: settings.skipped_topic,
            Resource.DEAD: settings.dlq_topic,
            Resource.GROUP: settings.group,
            Resource.TRANSACTIONS: f"{settings.group}-",
        }[self.resource]

    def lacking(self, settings: Settings, user: str) -> str:
        """One line about a user who lacks it."""
        what = f"{self.resource.kind} {self.name(settings)}"
        return f"{self.resource}: {user} lacks the right {self.operation.word} on {what}; grant it"


_OUTCOMES = (Resource.ARTICLES, Resource.SKIPPED, Resource.DEAD)
_TOPICS = (Resource.RAW, *_OUTCOMES)


def _rights(operation: Operation, *resources: Resource) -> tuple[Right, ...]:
    return tuple(Right(operation, resource) for resource in resources)


_WORKER = (
    *_rights(Operation.READ, Resource.RAW),
    *_rights(Operation.WRITE, *_OUTCOMES),
    *_rights(Operation.READ, Resource.GROUP),
)

RIGHTS: Mapping[str, tuple[Right, ...]] = {
    "worker": _WORKER,
    "worker, exactly once": (*_WORKER, *_rights(Operation.WRITE, Resource.TRANSACTIONS)),
    "topics": tuple(
        right
        for operation in (Operation.CREATE, Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS)
        for right in _rights(operation, *_TOPICS)
    ),
    "ingest": _rights(Operation.WRITE, Resource.RAW),
    "tail": _rights(Operation.READ, *_OUTCOMES),
    "replay": (*_rights(Operation.READ, Resource.RAW), *_rights(Operation.WRITE, *_OUTCOMES)),
    "compare": _rights(Operation.READ, *_TOPICS),
    "audit": (
        *_rights(Operation.READ, *_TOPICS),
        *_rights(Operation.DESCRIBE, Resource.GROUP),
        *_rights(Operation.DESCRIBE_CONFIGS, Resource.ARTICLES),
    ),
    "dlq": _rights(Operation.READ, Resource.DEAD),
    "dlq redrive": (*_rights(Operation.READ, *_TOPICS), *_rights(Operation.WRITE, Resource.RAW)),
    "export": _rights(Operation.READ, Resource.RAW),
}
"""For each command, what its user must be allowed. `Read` and `Write` allow `Describe` as well, as Kafka has it."""

COMMANDS = tuple(name for name in RIGHTS if "," not in name)
"""The commands that need a broker."""


def needed(command: str, settings: Settings) -> tuple[Right, ...]:
    """What the user of a command needs with these settings. Raises `KeyError` for a command that needs no broker."""
    is_exact = command == "worker" and settings.delivery == "exactly_once"
    return RIGHTS["worker, exactly once" if is_exact else command]
