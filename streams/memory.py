"""Decides how much memory the worker and its children take, where the system tells it without a library."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def of_family() -> int | None:
    """Resident bytes of this process and its children, what they share counted for each; None where unknown."""
    try:
        return _resident(os.getpid()) + sum(_living(_children(os.getpid())))
    except OSError:
        return None


def _children(pid: int) -> Iterator[int]:
    for task in (_PROC / str(pid) / "task").iterdir():
        with suppress(FileNotFoundError):  # the thread has ended meanwhile
            yield from map(int, (task / "children").read_text().split())


def _living(pids: Iterator[int]) -> Iterator[int]:
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            yield _resident(pid)


def _resident(pid: int) -> int:
    pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
