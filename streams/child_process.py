"""Decides how a child process is started, written to, heard, killed and buried."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from streams.call import Call
from streams.child import Setup
from streams.wire import Answer, Answers, Outbox

# What a child may need to start, or to end, in seconds.
GRACE = 30.0


class ChildProcess(asyncio.Protocol):
    """A child process, and the way to it."""

    def __init__(
        self, setup: Setup, left: int, take: Callable[[Answer], None], end: Callable[[int], None]
    ) -> None:
        """`take` gets its answers, `end` its exit status. Raises `OSError`."""
        self.left = left
        """How many calls it may still be given."""
        self.is_ready = False
        self.born = asyncio.get_running_loop().time()
        self.gone = asyncio.Event()
        self._take, self._end = take, end
        self._answers, self._outbox = Answers(), Outbox()
        # A tuple, as the child runs `streams.child` by another name and knows no other `Setup`.
        self._unsent = self._outbox.form(tuple(setup))
        self._transport: asyncio.Transport | None = None
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._outbox.file as file:
                self._process = _started(theirs.fileno(), file.fileno())
        except OSError:
            ours.close()
            raise
        self._task: asyncio.Task[Any] = asyncio.create_task(self._connect(ours))

    def send(self, call: Call) -> None:
        """Give it this to run."""
        self.left -= 1
        data = self._outbox.form((call.function, call.args))
        if self._transport is None:
            self._unsent += data
        else:
            self._transport.write(data)

    def hang_up(self) -> None:
        """It ends, as it has nothing to do any more."""
        if self._transport is not None:
            self._transport.close()

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It can be written to."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._unsent)

    def data_received(self, data: bytes) -> None:
        """It has answered, or has begun to."""
        for answer in self._answers.feed(data):
            self._take(answer)

    def connection_lost(self, error: Exception | None) -> None:
        """It has hung up."""
        self._task = asyncio.create_task(self._bury())

    async def _connect(self, ours: socket.socket) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, sock=ours)

    async def _bury(self) -> None:
        status = await asyncio.to_thread(self._status)
        self.gone.set()
        self._end(status)

    def _status(self) -> int:
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(GRACE)
        self._process.kill()
        return self._process.wait()


def _started(*files: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-m", "streams.child", *map(str, files)],
        pass_fds=files,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
