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
        self, setup: Setup, left: int, take: Callable[[list[Answer]], float], end: Callable[[int], None]
    ) -> None:
        """`take` gets its answers, and gives for how many seconds no more need be read; `end` gets its exit status.

        Raises `OSError`.
        """
        self.left = left
        """How many calls it may still be given."""
        self.is_ready = False
        self.born = asyncio.get_running_loop().time()
        self.gone = asyncio.Event()
        self._take, self._end = take, end
        self._work = setup.work
        self._answers, self._outbox = Answers(), Outbox()
        # A tuple, as the child runs `streams.child` by another name and knows no other `Setup`.
        self._unsent = self._outbox.form(tuple(setup))
        self._is_sending = False
        self._transport: asyncio.Transport | None = None
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._outbox.file as file:
                self._process = _started(theirs.fileno(), file.fileno())
        except OSError:
            ours.close()
            raise
        self._task: asyncio.Task[Any] = asyncio.create_task(self._connect(ours))

    def has_room(self) -> bool:
        """Whether it can be given one more."""
        return self.left > 0 and self._outbox.has_room()

    def send(self, call: Call) -> None:
        """Give it this to run, together with what else it is given in this turn of the event loop."""
        self.left -= 1
        function = None if call.function is self._work else call.function
        self._unsent += self._outbox.form((function, call.args))
        if self._transport is not None and not self._is_sending:
            self._is_sending = True
            asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        self._is_sending = False
        if self._transport is not None:
            self._transport.write(self._unsent)
            self._unsent = b""

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
        self._send()

    def data_received(self, data: bytes) -> None:
        """It has answered, or has begun to."""
        answers = [*self._answers.feed(data)]
        for _ in answers:
            self._outbox.answered()
        seconds = self._take(answers) if answers else 0.0
        if seconds and self._transport is not None:
            self._transport.pause_reading()
            asyncio.get_running_loop().call_later(seconds, self._hear_again)

    def _hear_again(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

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
