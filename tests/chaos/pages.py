"""Decides which pages a run is fed with: unique ones, of which one in a hundred is out for harm."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from functools import cache

from schemas.rejection import Reason
from tests.brokers import inputs
from tests.brokers.inputs import DEAD, MIB, Case

PAGES_A_MINUTE = 4_200
HOSTILE_EVERY = 100
# Far above what an innocent page needs on a busy machine, far below what the slow ones would take.
PAGE_TIMEOUT = 5
PAGE_MEMORY = 512 * MIB
SLOW_ATTRIBUTES = 200_000

GOOD = (
    "html",
    "html whose URL is the key",
    "trace context",
    "envelope with html",
    "envelope with base64",
    "gzip",
    "zstd",
    "br",
)


def slow(name: str) -> Case:
    """A page that would take minutes."""
    return Case(inputs.slow(name, SLOW_ATTRIBUTES), DEAD, Reason.TIMEOUT)


def hungry(name: str) -> Case:
    """A page that would take more memory than it may."""
    return Case(inputs.page(name, ("content-encoding", b"gzip"), body=_hungry()), DEAD, Reason.MEMORY)


def bomb(name: str) -> Case:
    """A page of few bytes that unpacks to many."""
    return Case(inputs.page(name, ("content-encoding", b"gzip"), body=_bomb()), DEAD, Reason.TOO_LARGE)


def _open(kind: str) -> Callable[[str], Case]:
    return lambda name: Case(inputs.OPEN_KINDS[kind](name), "")


HOSTILE: tuple[Callable[[str], Case], ...] = (
    slow,
    hungry,
    bomb,
    *(
        inputs.KINDS[kind]
        for kind in (
            *("9 MB", "tombstone", "empty", "feed", "invalid JSON", "envelope without html", "missing URL"),
            *("PDF", "unknown encoding", "cut gzip", "over the limit", "unclosed tags"),
        )
    ),
    *map(_open, ("random bytes", "random bytes without headers", "random bytes as JSON", "binary header")),
    *map(_open, ("headers without a value", "NUL bytes")),
)


def cases(seed: int, *, hostile: bool = True) -> Iterator[Case]:
    """Pages without end, no two alike, each with what it must come to: `Case.outcome` is empty where that is open."""
    number = 0
    while True:
        name = f"chaos-{seed}-{number}"
        if hostile and number % HOSTILE_EVERY == HOSTILE_EVERY // 2:
            yield HOSTILE[number // HOSTILE_EVERY % len(HOSTILE)](name)
        else:
            yield inputs.KINDS[GOOD[number % len(GOOD)]](name)
        number += 1


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(200 * MIB), 6)


@cache
def _hungry() -> bytes:
    return gzip.compress(inputs.html("hungry", extra="<p>x" * 3_000_000))
