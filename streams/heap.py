"""Decides what becomes of memory that a worker, or its child, has freed: it keeps some, as the next pages need as much.

The C library gives large blocks back to the kernel at once, and gets each anew as pages of 4 kB that the kernel clears
one by one when they are touched: some fifty for each web page in the worker, 160 in its child.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

# https://man7.org/linux/man-pages/man3/mallopt.3.html
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
OF_WORKER = 32 * 1024 * 1024
"""Bytes that a worker keeps at the end of its heap: an answer of the broker, twice, and its pages."""
OF_CHILD = 8 * 1024 * 1024
"""The same for its child, which has one page at a time."""


def keep_freed(size: int) -> None:
    """So many bytes from now on; blocks of half of that are given back all the same.

    Does nothing where the C library is not glibc.
    """
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, size // 2)
        mallopt(_M_TRIM_THRESHOLD, size)
