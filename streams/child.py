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
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_PR_SET_PDEATHSIG = 1


def start_child(parent: int, memory: int, preload: str, niceness: int = 0) -> None:
    """Make this process one that does page work.

    `parent` is the worker's process id, `memory` the ceiling in bytes of address space, `preload` the module to
    import now, so that the first page does not pay for it, `niceness` by how much it yields to other processes.
    """
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


def nothing() -> None:
    """Shows that a child takes work and answers."""


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        # Sent when the thread that started us ends: one of the worker's that lives as long as it needs us.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
