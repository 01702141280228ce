"""Decides how a worker is run as a service: checked first, stopped by signals, and with a status at its end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from streams import event_loop, heap, life, logs, preflight
from streams.call import SandboxError
from streams.ending import Status
from streams.preflight import PreflightError
from streams.settings import Settings
from streams.worker import Worker


def run(settings: Settings) -> int:
    """Run a worker until it is stopped by a signal; gives its exit status.

    Log lines go to standard output, one line about a start that is not possible to standard error. Must be called
    in the main thread. Reading the settings is the caller's part: it ends with 2 on a `SettingsError`.
    """
    logs.set_up(
        style=settings.log_format,
        level=settings.log_level,
        secrets=settings.secrets,
        node=life.node(settings),
    )
    heap.keep_freed(heap.OF_WORKER)
    event_loop.use_fastest()
    try:
        return asyncio.run(_run(settings))
    except (PreflightError, SandboxError) as error:
        print(f"streams worker: {error}", file=sys.stderr)  # noqa: T201 - the command's own last word
        return Status.NOT_STARTABLE
    except Exception as error:  # noqa: BLE001 - whatever it is, the log has it and the status tells
        life.crashed(error)
        life.stopped(Status.CRASHED)
        return Status.CRASHED
    finally:
        logs.tell_rest()


async def _run(settings: Settings) -> int:
    stopping = _signals(settings.log_level)
    checking = asyncio.ensure_future(preflight.check(settings))
    await asyncio.wait(
        [checking, asyncio.ensure_future(stopping.wait())], return_when=asyncio.FIRST_COMPLETED
    )
    if not checking.done():
        return Status.STOPPED
    await checking
    worker = Worker(settings)
    try:
        await worker.start()
        status = await worker.work(stopping)
    finally:
        await worker.stop()
    worker.tell_summary()
    life.stopped(status)
    return status


def _signals(level: str) -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; the second ends the process at once. SIGUSR1 turns debug lines on and off."""
    stopping = asyncio.Event()

    def on_signal(number: int) -> None:
        if stopping.is_set():
            life.stopped(Status.FORCED)
            os._exit(Status.FORCED)
        life.stopping(signal.Signals(number).name)
        stopping.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal, number)
    loop.add_signal_handler(signal.SIGUSR1, logs.toggle_debug, level)
    return stopping
