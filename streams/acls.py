"""Decides how rights are granted: as command lines of Kafka's own tool."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from itertools import groupby

from streams.rights import Resource, Right
from streams.settings import Settings


def command_lines(principal: str, rights: Iterable[Right], settings: Settings) -> Iterator[str]:
    """One `kafka-acls` for each topic, the group and the transactional ids; `principal` is as `User:newsroom`."""
    for resource, group in groupby(
        sorted(rights, key=lambda right: right.resource), lambda right: right.resource
    ):
        allowed = [*group]
        operations = [word for right in allowed for word in ("--operation", right.operation.word)]
        # Each partition has an id of its own, and they begin alike.
        pattern = ("--resource-pattern-type", "prefixed") if resource is Resource.TRANSACTIONS else ()
        yield shlex.join(
            (
                *("kafka-acls", "--bootstrap-server", ",".join(settings.bootstrap_servers)),
                *("--add", "--allow-principal", principal, *operations),
                *(f"--{resource.kind.replace(' ', '-')}", allowed[0].name(settings), *pattern),
            )
        )
