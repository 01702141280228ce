"""Functions that children run in tests: good ones, and ones that kill their process."""

from __future__ import annotations

import gc
import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from streams.child import bounded
from streams.outcome import outcome_of
from tests.brokers import inputs


def double(number: int) -> int:
    """The number twice."""
    return number * 2


def wait_for(mark: Path) -> str:
    """Go on once a file is there."""
    while not mark.exists():
        time.sleep(0.01)
    return "seen"


def pid() -> int:
    """The child's process id."""
    return os.getpid()


def faults() -> int:
    """How many pages of memory the kernel has to clear for work that frees what it has taken, as parsing does."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(100):
        trees = [bytes(100_000) for _ in range(10)]
        del trees
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def leave_cycle() -> int:
    """Leave a megabyte in a cycle, which only a search for garbage frees; gives how much is resident, in bytes."""
    cycle: list[object] = [b"x" * 1_000_000]
    cycle.append(cycle)
    return psutil.Process().memory_info().rss


def garbage() -> int:
    """How many objects work on a page leaves behind that only a search for garbage frees."""
    text = inputs.html("garbage", paragraphs=30)
    gc.collect()
    for _ in range(5):
        outcome_of(b"https://example.org/garbage", text, [("content-type", b"text/html")])
    return gc.collect()


def segfault() -> None:
    """Die as a broken C library does."""
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    """End the process without a word."""
    os._exit(7)


def overspend() -> None:
    """Die as by the ceiling of CPU time."""
    os.kill(os.getpid(), signal.SIGXCPU)


def be_killed() -> None:
    """Die as by the kernel's out-of-memory killer."""
    os.kill(os.getpid(), signal.SIGKILL)


def be_killed_once(mark: Path) -> str:
    """Die as by the kernel's out-of-memory killer, though another was at fault."""
    if not mark.exists():
        mark.touch()
        be_killed()
    return "done"


def hang_once(mark: Path) -> str:
    """Not get on at first."""
    if not mark.exists():
        mark.touch()
        hang()
    return "done"


def hang() -> None:
    """Never end, and hear no signal."""
    while True:
        time.sleep(0.01)


def spin(seconds: float = 1e9) -> None:
    """Take so much CPU time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def work_page_by_page() -> None:
    """In all more CPU time than one page may have."""
    for _ in range(5):
        bounded(0.5, spin, 0.8)


def eat_memory() -> int:
    """Ask for more memory than there is."""
    return len(bytearray(64 * 1024**3))


def recurse() -> None:
    """Raise an error that is a `RuntimeError`, as pools do."""
    recurse()


def unpicklable() -> Callable[[], int]:
    """A result that cannot be sent back."""
    return lambda: 1


def nap(seconds: float) -> int:
    """Take so long, and tell the child's process id."""
    time.sleep(seconds)
    return os.getpid()


def length(data: bytes) -> int:
    """How much came."""
    return len(data)
