"""Decides what a tree of processes has used: CPU time to the nanosecond and peak memory, as Linux tells it in /proc."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

TICKS = 100.0
"""Of /proc/PID/stat, a second: `USER_HZ`, the same on every architecture that matters."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What some programs have used since they were started, in seconds of CPU and bytes."""

    main: float
    """The processes that were started themselves."""
    children: float
    """All below them, those that have ended included."""
    peak: int
    """The most resident memory that each process ever had, summed up."""


def usage(pids: Sequence[int]) -> Usage:
    """Of these processes together, and all below each."""
    each = [_of_tree(psutil.Process(pid)) for pid in pids]
    return Usage(
        sum(one.main for one in each), sum(one.children for one in each), sum(one.peak for one in each)
    )


def cpu(pid: int) -> float:
    """Seconds of CPU of all threads of a process; 0 where it has ended."""
    # https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html: such a clock's id is made of the process id.
    with suppress(OSError):
        return time.clock_gettime((~pid << 3) | 2)
    return 0.0


def _of_tree(process: psutil.Process) -> Usage:
    below = [process.pid, *(child.pid for child in process.children(recursive=True))]
    live = [cpu(pid) for pid in below]
    ended = sum(_ended(pid) for pid in below)
    return Usage(live[0], sum(live[1:]) + ended, sum(_peak(pid) for pid in below))


def _ended(pid: int) -> float:
    """CPU of the children of a process that have ended: fields 16 and 17, `cutime` and `cstime`."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / TICKS
    return 0.0


def _peak(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
