"""Decides which event loop a worker runs on, in its main thread and in the client's: uvloop, where that is installed.

Nothing depends on it: where it cannot be installed, on Windows, the worker runs on asyncio's own.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress


def use_fastest() -> None:
    """All loops that are made from now on are of that kind."""
    with suppress(ImportError):
        import uvloop  # noqa: PLC0415 - it need not be there

        asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
