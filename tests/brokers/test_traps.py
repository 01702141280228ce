"""The ways in which Faust loses, doubles, blocks or kills: our worker is not caught, the one written first is.

docs/reliability.md has them as a table, with those that are held by other tests or cannot come up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.brokers import traps
from tests.brokers.stream import ON_KAFKA, Stream
from tests.brokers.worker import NAIVE

pytestmark = ON_KAFKA

# For what a naive worker never comes to; that it works was seen just before.
LITTLE_PATIENCE = 6.0
LOST_ONE = r"^1 lost"
# The broker refuses a batch as a whole, with whatever else is in it.
LOST_BATCH = r"^\d+ lost"
STUCK = r"^not .* committed in"
# At times it hangs in its end.
ENDED = r"^the worker ended before \d+ pages committed|^not .* committed in"
END_PATIENCE = 30.0


class Caught(NamedTuple):
    """What a naive worker comes to."""

    what: str
    """A pattern of what the trap says of it."""
    choices: dict[str, str] = {}  # noqa: RUF012 - nobody changes it
    """How it is made: settings of Faust, and those of tests/brokers/naive.py."""


PAGES = {
    "no JSON": [
        Caught(LOST_ONE),
        Caught(LOST_ONE, {"NAIVE_ACK": "ours"}),
        Caught(LOST_ONE, {"NAIVE_CODEC": "json"}),
        Caught(ENDED, {"AGENT_SUPERVISOR": "mode.CrashingSupervisor"}),
    ],
    "too large for the topic": [
        Caught(LOST_ONE),
        Caught(LOST_BATCH, {"NAIVE_SEND": "unawaited"}),
        Caught(LOST_BATCH, {"NAIVE_SEND": "soon"}),
    ],
    "too large for the client": [Caught(LOST_ONE), Caught(ENDED, {"NAIVE_SEND": "soon"})],
    "takes for ever": [Caught(STUCK)],
    "unclosed tags": [Caught(STUCK, {"NAIVE_GUARD": "none"})],
}

TRAPS: dict[Callable[[Stream], None], Caught] = {
    traps.a_death_on_a_fresh_partition: Caught(LOST_ONE, {"NAIVE_CONCURRENCY": "4"}),
    traps.a_death_right_behind_a_commit: Caught(LOST_ONE, {"NAIVE_CONCURRENCY": "4"}),
    traps.a_parser_that_crashes: Caught(ENDED),
    traps.a_sender_that_takes_back: Caught(r"^10 foreign"),
    traps.partitions_that_are_added: Caught(STUCK),
    traps.a_death_between_transactions: Caught(
        r"^\d+ duplicated", {"PROCESSING_GUARANTEE": "exactly_once", "TABLE_STANDBY_REPLICAS": "1"}
    ),
    traps.large_pages_that_come_packed: Caught(r"^\d+ MiB for pages that wait"),
}


def naive(stream: Stream, caught: Caught) -> Stream:
    """The stream with naive workers."""
    stream.program = NAIVE
    stream.settings |= caught.choices
    stream.patience = {STUCK: LITTLE_PATIENCE, ENDED: END_PATIENCE}.get(caught.what, stream.patience)
    return stream


def test_no_page_catches_our_worker(stream: Stream) -> None:
    """All of them at once: each has its outcome."""
    assert traps.PAGES.keys() == PAGES.keys()
    traps.a_bad_page(stream, *PAGES)


@pytest.mark.parametrize(
    ("page", "caught"),
    [
        pytest.param(page, caught, id="-".join([page, *caught.choices.values()]))
        for page, each in PAGES.items()
        for caught in each
    ],
)
def test_each_page_catches_a_naive_worker(stream: Stream, page: str, caught: Caught) -> None:
    """It goes by the page as by the others, and loses it, or stays with it, or dies."""
    with pytest.raises(AssertionError, match=caught.what):
        traps.a_bad_page(naive(stream, caught), page)


@pytest.mark.parametrize("trap", TRAPS)
def test_our_worker_is_not_caught(stream: Stream, trap: Callable[[Stream], None]) -> None:
    """What the trap asks for holds."""
    trap(stream)


@pytest.mark.parametrize("trap", TRAPS)
def test_the_naive_worker_is_caught(stream: Stream, trap: Callable[[Stream], None]) -> None:
    """In the way that is expected: so each test can fail."""
    caught = TRAPS[trap]
    with pytest.raises(AssertionError, match=caught.what):
        trap(naive(stream, caught))


def test_the_naive_worker_does_well_without_traps(stream: Stream) -> None:
    """It is a worker: only what the traps do is too much for it."""
    traps.a_bad_page(naive(stream, Caught("")))
