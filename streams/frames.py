"""Decides how a broker's answers are put together from what comes over a connection: in one place, and not copied.

aiokafka reads through `asyncio.StreamReader`, which copies each answer three times and more: out of the event loop,
into a buffer, again as that grows, and out of it; and once more to read it. An answer to a fetch is megabytes.
"""

from __future__ import annotations

import asyncio
import ctypes
import time
import weakref
from asyncio.streams import FlowControlMixin
from collections import deque
from struct import Struct
from typing import Any

from aiokafka import conn
from aiokafka.protocol.fetch import FetchRequest

# https://kafka.apache.org/protocol#protocol_common: an answer is preceded by its length.
_LENGTH = Struct(">i")
ROOM = 64 * 1024
"""Bytes that a connection has for answers, until one needs more."""
MOST = 8 * 1024 * 1024
"""What is kept for the next answer; a larger one gives its room back."""


# https://docs.python.org/3/c-api/bytearray.html: with nothing to copy its bytes are whatever was there, which nobody
# gets to see; `bytearray(size)` writes zeros, for a thirtieth of the main process's CPU on real pages.
_bytearray = ctypes.pythonapi.PyByteArray_FromStringAndSize
_bytearray.argtypes, _bytearray.restype = (ctypes.c_char_p, ctypes.c_ssize_t), ctypes.py_object


class Frames(asyncio.BufferedProtocol):
    """A connection's protocol, in the place of aiokafka's own: gives whole answers."""

    def __init__(
        self, closed: asyncio.Future[None], reader: asyncio.StreamReader, *, loop: asyncio.AbstractEventLoop
    ) -> None:
        """`closed` is done when the connection is; `reader` gets no bytes, but hears of their end."""
        self._closed, self._reader, self._loop = closed, reader, loop
        self._flow = FlowControlMixin(loop)
        self._room = memoryview(_bytearray(None, ROOM))
        self._filled = 0
        """So much of the room holds what came."""
        self._frames: deque[bytes | memoryview] = deque()
        self._waiter: asyncio.Future[None] | None = None

    async def next(self) -> bytes | memoryview:
        """The next answer, without its length. Raises `EOFError`, or what ended the connection.

        One that fills half of the room and more keeps it, another is a copy.
        """
        while not self._frames:
            if (error := self._reader.exception()) is not None:
                raise error
            if self._reader.at_eof():
                raise EOFError("the broker has hung up")
            self._waiter = self._loop.create_future()
            await self._waiter
        return self._frames.popleft()

    def get_buffer(self, _: int) -> memoryview:
        """Where the next bytes are to be put."""
        return self._room[self._filled :]

    def buffer_updated(self, count: int) -> None:
        """So many have been put there."""
        self._filled += count
        while (frame := self._frame()) is not None:
            self._frames.append(frame)
        if self._frames:
            self._wake()

    def _frame(self) -> bytes | memoryview | None:
        """The first answer, if it is whole; else there is room for more of it."""
        if self._filled < _LENGTH.size:
            return None
        end = _LENGTH.size + int(_LENGTH.unpack_from(self._room)[0])
        if end < _LENGTH.size:
            self._filled = 0
            self._reader.set_exception(ConnectionError(f"an answer of {end - _LENGTH.size} bytes"))
            self._wake()
            return None
        if self._filled < end:
            if self._filled == len(self._room):
                # Not at once what it claims to need: what is no broker begins with any number, HTTP with 1.2 GB.
                self._move(self._room, min(end, 2 * len(self._room)))
            return None
        frame, rest = self._room[_LENGTH.size : end], self._room[end : self._filled]
        room = len(self._room)
        if 2 * end >= room:
            self._move(rest, room if room <= MOST else max(ROOM, 2 * len(rest)))
            return frame.toreadonly()
        copy = bytes(frame)
        self._room[: len(rest)] = rest
        self._filled = len(rest)
        return copy

    def _move(self, came: memoryview, size: int) -> None:
        """To another room, of this size."""
        self._room = memoryview(_bytearray(None, size))
        self._room[: len(came)] = came
        self._filled = len(came)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def eof_received(self) -> bool:
        """The broker sends no more."""
        self._reader.feed_eof()
        self._wake()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Nothing comes any more."""
        if error is None:
            self._reader.feed_eof()
        else:
            self._reader.set_exception(error)
        self._flow.connection_lost(error)
        self._wake()
        if not self._closed.done():
            self._closed.set_result(None)

    def pause_writing(self) -> None:
        """As `asyncio.streams` does it."""
        self._flow.pause_writing()

    def resume_writing(self) -> None:
        """As above."""
        self._flow.resume_writing()

    async def _drain_helper(self) -> None:
        await self._flow._drain_helper()  # type: ignore[attr-defined]  # noqa: SLF001 - what a StreamWriter asks for


class Connection(conn.AIOKafkaConnection):  # type: ignore[misc]
    """aiokafka's connection, which reads large answers to fetches where they are."""

    @staticmethod
    async def _read(self_ref: weakref.ref[Any]) -> None:
        # As aiokafka's own, which keeps no reference either while it waits: a connection that is forgotten is closed.
        if (connection := self_ref()) is None:
            return
        frames = connection._protocol  # noqa: SLF001 - ours
        del connection
        while True:
            frame = await frames.next()
            if (connection := self_ref()) is None:
                return
            connection._handle_frame(frame)  # noqa: SLF001 - as aiokafka does
            del connection, frame  # it may be megabytes

    def _handle_frame(self, frame: bytes | memoryview) -> None:
        number, request, waiter = self._requests[0]
        if isinstance(frame, memoryview) and getattr(request, "API_KEY", None) == FetchRequest.API_KEY:
            source = Source(frame)
            if request.parse_response_header(source).correlation_id == number:
                if not waiter.done():
                    waiter.set_result(request.RESPONSE_TYPE.decode(source))
                self._last_action = time.monotonic()
                self._requests.popleft()
                return
        super()._handle_frame(bytes(frame))


class Source:
    """An answer that is read piece by piece, as if it were a file; a large piece is no copy."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def read(self, size: int) -> bytes | memoryview:
        """The next bytes; fewer where there are no more.

        As long as a piece is in use all of the answer is in memory, so it is no copy only where it is half of that.
        """
        start, self._at = self._at, self._at + size
        piece = self._data[start : self._at]
        return piece if 2 * len(piece) >= len(self._data) else bytes(piece)


def use() -> None:
    """Have all clients of this process read so."""
    conn.AIOKafkaProtocol = Frames
    conn.AIOKafkaConnection = Connection
