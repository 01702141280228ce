"""Decides what a child process for page work is before its first page."""

from __future__ import annotations

import ctypes
import importlib
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from ctypes import c_int64
from typing import Any, TypeVar

T = TypeVar("T")
Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function and its arguments."""

MOST_CALLS = 8
"""Calls of one batch at most."""

_PR_SET_PDEATHSIG = 1


class _Shared:
    """What this process shares with the worker."""

    place: c_int64


def start_child(parent: int, memory: int, preload: str, niceness: int, place: c_int64) -> None:
    """Make this process one that does page work.

    `parent` is the worker's process id, `memory` the ceiling in bytes of address space, `preload` the module to
    import now, so that the first page does not pay for it, `niceness` by how much it yields to other processes;
    `place` is where `bounded_each` tells how far it is.
    """
    _Shared.place = place
    # A signal to the whole group (Ctrl-C, systemd) is for the worker: it decides when page work ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _die_with(parent)
    os.nice(niceness)
    importlib.import_module(preload)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def bounded(seconds: float, function: Callable[..., T], *args: Any) -> T:
    """The result of `function(*args)`; the kernel ends this process by SIGXCPU when it takes more CPU time than that.

    The deadline is kept by the worker, which may stand still itself; then its child does not go on for ever.
    """
    ceiling = math.ceil(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.RLIM_INFINITY))
    return function(*args)


def bounded_each(seconds: float, batch: int, calls: Sequence[Call]) -> list[Any]:
    """The results of several calls; the kernel ends this process by SIGALRM when one of them takes longer.

    The shared place holds `place_of(batch, number)` of the call that runs, so that the worker knows whose fault an
    end is; past the last one where all have come to theirs.
    """
    results = []
    for number, (function, args) in enumerate(calls):
        _Shared.place.value = place_of(batch, number)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        results.append(bounded(seconds, function, *args))
        signal.setitimer(signal.ITIMER_REAL, 0)
    _Shared.place.value = place_of(batch, len(calls))
    return results


def place_of(batch: int, number: int) -> int:
    """A call as one number: the one of its batch, and its own in it."""
    return batch * (MOST_CALLS + 1) + number


def nothing() -> None:
    """Shows that a child takes work and answers."""


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        # Sent when the thread that started us ends: one of the worker's that lives as long as it needs us.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
