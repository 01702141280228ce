"""Decides what of the facts is as it should be, and for the rest what to change: a table of checks, each a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from streams.checkup.facts import Facts
from streams.checkup.finding import Finding, State
from streams.checkup.topics import topics
from streams.diagnosis import user
from streams.settings import Settings

PRODUCE, FETCH = 0, 1
# https://kafka.apache.org/protocol: with which release a version of a kind of request came.
_RELEASES = (
    ("4.1", PRODUCE, 13),
    ("4.0", PRODUCE, 12),
    ("3.8", PRODUCE, 11),
    ("3.7", FETCH, 16),
    ("3.5", FETCH, 15),
    ("3.1", FETCH, 13),
    ("2.7", FETCH, 12),
    ("2.3", FETCH, 11),
    ("2.1", FETCH, 10),
)
_ZSTD_FETCH = 10

Check = Callable[[Facts, Settings, str], Iterator[Finding]]


def judge(facts: Facts, settings: Settings, command: str) -> list[Finding]:
    """All findings, in the order in which one would mend."""
    return [finding for check in CHECKS for finding in check(facts, settings, command)]


def _broker(facts: Facts, settings: Settings, command: str) -> Iterator[Finding]:
    newest = (name for name, kind, version in _RELEASES if facts.versions.get(kind, 0) >= version)
    release = next(newest, None)
    known = f"speaks like Apache Kafka {release} or newer" if release else "speaks like a Kafka before 2.1"
    if settings.producer_compression_type == "zstd" and facts.versions.get(FETCH, 0) < _ZSTD_FETCH:
        remedy = "zstd came with 2.1: set PRODUCER_COMPRESSION_TYPE=lz4, or renew the broker"
        yield Finding("broker", State.WRONG, known, remedy)
    else:
        yield Finding("broker", State.OK, known)


def _rights(facts: Facts, settings: Settings, command: str) -> Iterator[Finding]:
    for right in facts.lacking:
        found, remedy = right.lacking(settings, user(settings)).rsplit("; ", 1)
        yield Finding("rights", State.WRONG, found, f"{remedy}: `streams config --acls` prints how")
    if not facts.lacking:
        yield Finding("rights", State.OK, f"{user(settings)} lacks none that `streams {command}` needs")


def _transactions(facts: Facts, settings: Settings, command: str) -> Iterator[Finding]:
    if facts.transactions:
        remedy = "mend that, or set STREAMS_DELIVERY=at_least_once"
        yield Finding("transactions", State.WRONG, facts.transactions, remedy)
    elif command == "worker" and settings.delivery == "exactly_once":
        yield Finding("transactions", State.OK, "one was begun")


def _limits(facts: Facts, settings: Settings, command: str) -> Iterator[Finding]:
    if not facts.broker:
        remedy = "grant DescribeConfigs on the cluster to whoever runs this, if you want to know"
        yield Finding("limits", State.NOTE, "the broker does not tell its own", remedy)
        return
    wrong = [
        Finding("limits", State.WRONG, f"{name} of the broker is {facts.broker[name]}", remedy)
        for name, holds, remedy in _bounds(settings)
        if facts.broker.get(name) and not holds(int(facts.broker[name] or 0))
    ]
    yield from wrong or [
        Finding("limits", State.OK, "session timeout, sizes and transactions fit the broker's")
    ]


def _bounds(settings: Settings) -> Sequence[tuple[str, Callable[[int], bool], str]]:
    """The broker's configs that bound ours; whether ours hold; what to do where they do not."""
    session = settings.broker_session_timeout * 1000
    transaction = 2 * settings.producer_request_timeout * 1000
    return (
        ("group.min.session.timeout.ms", lambda least: session >= least, "raise BROKER_SESSION_TIMEOUT"),
        ("group.max.session.timeout.ms", lambda most: session <= most, "lower BROKER_SESSION_TIMEOUT"),
        (
            "socket.request.max.bytes",
            lambda most: settings.producer_max_request_size <= most,
            "lower PRODUCER_MAX_REQUEST_SIZE, or raise it",
        ),
        (
            "transaction.max.timeout.ms",
            lambda most: settings.delivery != "exactly_once" or transaction <= most,
            "lower PRODUCER_REQUEST_TIMEOUT to less than half of it, or raise it",
        ),
    )


CHECKS: tuple[Check, ...] = (_broker, topics, _rights, _transactions, _limits)
