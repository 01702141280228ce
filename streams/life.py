"""Decides how the life of a worker is told in its log: what happened, why, and what is to be done about it."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Collection
from enum import IntEnum
from functools import partial

from schemas.log_fields import Action
from streams import __version__, compiled
from streams.logs import event, tell_rest
from streams.settings import Settings

log = logging.getLogger("streams.worker")

_info = partial(event, log, logging.INFO)
_warn = partial(event, log, logging.WARNING)
_fail = partial(event, log, logging.ERROR)


def node(settings: Settings) -> str:
    """What a worker is called in its log: the same after a restart."""
    return settings.group_instance_id or f"{socket.gethostname()}:{settings.web_port}"


def started(settings: Settings) -> None:
    """It has all but Kafka, and joins the group."""
    _info(
        Action.STARTED,
        "streams %s (%s) reads %s as group %s; http://%s:%s tells how it does",
        __version__,
        "compiled" if compiled.is_active() else "not compiled",
        settings.raw_topic,
        settings.group,
        settings.web_bind,
        settings.web_port,
        version=__version__,
        process=os.getpid(),
        settings=settings.shown(),
    )


def assigned(partitions: Collection[int]) -> None:
    """The group has given it these partitions, be it none."""
    _info(Action.ASSIGNED, "partitions assigned: %s", sorted(partitions), partitions=sorted(partitions))


def revoked(partitions: Collection[int], left: int) -> None:
    """These partitions are handed back, `left` pages unfinished."""
    if left:
        text = "%s pages were not finished before a rebalance and are done again; BROKER_REBALANCE_TIMEOUT limits it"
        _warn(Action.UNCOMMITTED, text, left, left=left)
    if not partitions:  # as before the first ones are given
        return
    numbers = sorted(partitions)
    _info(Action.REVOKED, "partitions handed back: %s", numbers, partitions=numbers, left=left)


def commit_failed(problem: str) -> None:
    """The broker did not take a commit: the next one has its offsets too, and the watchdog ends what lasts."""
    text = (
        "offsets could not be committed, they are in the next commit: %s; if that goes on see to the broker"
    )
    _warn(Action.UNCOMMITTED, text, problem)


def last_commit_failed(problem: object) -> None:
    """Before it gives partitions back, it could not commit."""
    text = "the last offsets could not be committed, their pages are done again: %s; see to the broker"
    _warn(Action.UNCOMMITTED, text, problem)


def stopping(signal_name: str) -> None:
    """A signal told it to stop."""
    _info(Action.STOPPING, "%s: finishing the pages in hand; once more to stop at once", signal_name)


def drained(left: int) -> None:
    """After that signal, `left` pages were not finished in time."""
    if left:
        text = "%s pages were not finished in time and are done again: STREAMS_DRAIN_TIMEOUT is their time"
        _warn(Action.DRAINED, text, left, left=left)
    else:
        _info(Action.DRAINED, "all pages in hand are finished", left=0)


def in_trouble(reason: str) -> None:
    """It does not get on, and may yet."""
    text = (
        "the work does not get on: %s; see to the broker and the machine; if that lasts for STREAMS_STALL_TIMEOUT the "
        "worker ends"
    )
    _warn(Action.STALLED, text, reason)


def stalled(error: BaseException) -> None:
    """It has not got on for too long."""
    _fail(Action.STALLED, "the worker ends, so that it is started again: %s", error)


def crashed(error: BaseException) -> None:
    """An error that no page's outcome can stand for."""
    _fail(Action.CRASHED, "the worker crashed: %s", error, error=error)


def name_shared() -> None:
    """Another worker that lives has its lasting name."""
    text = "CONSUMER_GROUP_INSTANCE_ID: another worker has the same; expected one of its own for each"
    _fail(Action.CRASHED, text)


def stopped(status: IntEnum) -> None:
    """Its last line; before it, what was left out of warnings that repeat themselves."""
    tell_rest()
    text = "stopped with status %d: %s"
    _info(Action.STOPPED, text, status, status.name.lower().replace("_", " "), exit_code=int(status))
