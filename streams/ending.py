"""Decides how a worker ends: with which status, and in any case.

0  stopped by SIGTERM or SIGINT; pages that were not finished in time are done again by another worker
1  crashed; the log tells the error
2  a setting has a value that cannot be
3  not startable: broker, topic, certificate, port or child processes
4  not even a dead letter could be written: nothing of that page was acknowledged
5  did not end within its time, or a second signal came: ended at once
6  did not get on with its work for STREAMS_STALL_TIMEOUT: ended, so that it is started again
"""

from __future__ import annotations

import asyncio
import os
import threading
from enum import IntEnum

from streams import life
from streams.forms import DeliveryStopped
from streams.journal import SharedName


class Status(IntEnum):
    """Exit statuses of `streams worker`."""

    STOPPED = 0
    CRASHED = 1
    SETTINGS = 2
    NOT_STARTABLE = 3
    UNDELIVERABLE = 4
    FORCED = 5
    STALLED = 6


class Stalled(Exception):
    """The work does not get on, and has not for long."""


def status_of(ended: list[asyncio.Task[None]]) -> Status:
    """What the parts of a worker that ended by themselves, if any, make of its end; told in the log."""
    errors = [error for task in ended if not task.cancelled() and (error := task.exception()) is not None]
    for error in errors:
        if isinstance(error, Stalled):
            life.stalled(error)
            return Status.STALLED
        if isinstance(error, SharedName):
            life.name_shared()
            return Status.SETTINGS
        life.crashed(error)
        return Status.UNDELIVERABLE if isinstance(error, DeliveryStopped) else Status.CRASHED
    return Status.STOPPED


def end_after(seconds: float, status: Status = Status.FORCED) -> None:
    """End the process after so many seconds, even where its event loop hangs: what is not committed is done again."""
    timer = threading.Timer(seconds, os._exit, (status,))
    timer.daemon = True
    timer.start()
