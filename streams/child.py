"""Decides what a child process for page work is: what it sets up before its first page, and how it takes calls.

    python -P -m streams.child SOCKET FILE

Both are numbers of open files, see `streams.wire`: first its setup comes from there, then call after call.
"""

from __future__ import annotations

import ctypes
import gc
import itertools
import math
import os
import pickle
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from streams import heap
from streams.wire import Answer, Inbox, framed

T = TypeVar("T")

# Work on pages leaves no garbage in cycles: to look for some after so many calls is enough, and spares a thirtieth.
COLLECT_EVERY = 100
_PR_SET_PDEATHSIG = 1


class Setup(NamedTuple):
    """What a child is told before its first call."""

    parent: int
    """The worker's process id."""
    memory: int
    """The ceiling in bytes of address space."""
    seconds: float
    """The ceiling of CPU time of one call."""
    work: Callable[..., Any]
    """What its calls are, but for a few: known from the start, so that no page pays for importing it or sending it."""
    niceness: int
    """By how much it yields to other processes."""
    patience: float
    """How many times the ceiling of CPU time a call may last."""

    @property
    def deadline(self) -> float:
        """Seconds that a call may last."""
        return self.seconds * self.patience


def main(channel: socket.socket, file: int) -> None:
    """Answer calls until the worker hangs up."""
    # A signal to the whole group (Ctrl-C, systemd) is for the worker: it decides when page work ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with channel, channel.makefile("rb") as source, suppress(EOFError, ConnectionError):
        inbox = Inbox(source, file)
        setup = Setup(*pickle.loads(inbox.next()))  # noqa: S301 - written by our own worker
        start_child(setup)
        channel.sendall(framed(Answer()))
        for calls in itertools.count(1):
            channel.sendall(_answer(inbox.next(), setup))
            if calls % COLLECT_EVERY == 0:
                gc.collect()


def start_child(setup: Setup) -> None:
    """Make this process one that does page work."""
    _die_with(setup.parent)
    os.nice(setup.niceness)
    heap.keep_freed(heap.OF_CHILD)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (setup.memory, setup.memory))
    gc.freeze()
    gc.disable()


def bounded(seconds: float, function: Callable[..., T], *args: Any) -> T:
    """The result of `function(*args)`; the kernel ends this process by SIGXCPU when it takes more CPU time than that.

    The deadline is kept by the worker, which may stand still itself; then its child does not go on for ever.
    """
    ceiling = math.ceil(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (ceiling, resource.RLIM_INFINITY))
    return function(*args)


def nothing() -> None:
    """Shows that a child takes work and answers."""


def _answer(call: bytes | memoryview, setup: Setup) -> bytes:
    """What comes of a call, as it is sent."""
    try:
        function, args = pickle.loads(call)  # noqa: S301 - written by our own worker
        return framed(Answer(bounded(setup.seconds, function or setup.work, *args)))
    except Exception as error:  # noqa: BLE001 - told, and what it means is for the worker to say
        problem = type(error).__name__
    gc.collect()  # what raised may have left its page in a cycle
    return framed(Answer(problem=problem))


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        # Sent when the thread that started us ends: one of the worker's that lives as long as it needs us.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
