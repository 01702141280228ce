"""Decides how a program that we start is tied to us, so that none outlives its use."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial

LOOPBACK = "127.0.0.1"
_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec must not load a library.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def free_port() -> int:
    """A TCP port of the loopback address on which nothing listens now; another program may be faster."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def dies_with_parent() -> Callable[[], None]:
    """A `preexec_fn`: the kernel kills the new process once the thread that started it ends (on Linux)."""
    return partial(_ask_for_death, os.getpid())


def _ask_for_death(parent: int) -> None:
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was already gone when we asked
        os._exit(1)


def stop(process: subprocess.Popen[bytes], grace: float) -> int:
    """End the process by SIGTERM, after `grace` seconds by SIGKILL; gives its exit status."""
    process.terminate()
    try:
        return process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
