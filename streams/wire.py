"""Decides how calls and their answers cross between a worker and its child process.

Both are pickled and go through a socket, each with its length before it. A page is large: written to a socket it is
copied four times and wakes both sides more than once, so a call goes into memory that both have, and only its place is
sent. Where it does not fit there it goes through the socket as well.
"""

from __future__ import annotations

import mmap
import os
import pickle
import tempfile
from collections import deque
from collections.abc import Iterator
from io import BufferedReader
from struct import Struct
from typing import IO, Any, NamedTuple

SLOTS = 4
"""Calls of any size that may be on their way, or run, at a time; of small ones as many as there is room for."""
_LARGEST = 1024 * 1024
"""What goes through memory, in bytes."""
_SIZE = (SLOTS + 1) * _LARGEST
"""One more than calls: the setup is read later than the first of them are written."""
_PLACE = Struct(">qQ")
"""Where a call is in the shared memory, or -1, and its length."""
_LENGTH = Struct(">Q")
_PROTOCOL = pickle.HIGHEST_PROTOCOL


class Answer(NamedTuple):
    """What came of a call."""

    value: Any = None
    problem: str = ""
    """Class of the exception that it raised instead; empty where it raised none."""


def framed(answer: Answer) -> bytes:
    """An answer as it is sent. Raises what `pickle` raises where it cannot be."""
    body = pickle.dumps((*answer,), _PROTOCOL)
    return _LENGTH.pack(len(body)) + body


class Answers:
    """Puts answers together that come in pieces."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def feed(self, data: bytes) -> Iterator[Answer]:
        """The answers that are whole with these bytes."""
        self._pieces += data
        start = 0
        with memoryview(self._pieces) as pieces:
            while (end := self._end(start)) is not None:
                yield Answer(*pickle.loads(pieces[start + _LENGTH.size : end]))  # noqa: S301 - written by our own child
                start = end
        del self._pieces[:start]

    def _end(self, start: int) -> int | None:
        """Where an answer ends that starts here; None where it is not whole."""
        body = start + _LENGTH.size
        if len(self._pieces) < body:
            return None
        end = body + int(_LENGTH.unpack_from(self._pieces, start)[0])
        return end if len(self._pieces) >= end else None


class Outbox:
    """The worker's side of calls: forms them for the socket.

    In memory they lie one behind the other, and from the start again where the end is too near.
    """

    def __init__(self) -> None:
        self.file = _shared_file()
        """What the child needs beside the socket."""
        self._memory = memoryview(mmap.mmap(self.file.fileno(), _SIZE))
        self._end = 0
        """Where the next call is written, if there is room before `_SIZE`."""
        self._places: deque[int] = deque()
        """Of the calls without an answer, those through the socket too: where each begins."""

    def has_room(self) -> bool:
        """Whether there is room for one more call, of any size."""
        return self._place() is not None

    def form(self, call: object) -> bytes:
        """What is to be sent for a call, while there is room."""
        place = self._place()
        if place is None:
            raise BufferError
        room = _Room(self._memory[place : place + _LARGEST])
        try:
            pickle.dump(call, room, _PROTOCOL)
        except BufferError:  # it does not fit
            self._places.append(self._end)
            body = pickle.dumps(call, _PROTOCOL)
            return _PLACE.pack(-1, len(body)) + body
        self._places.append(place)
        self._end = place + room.used
        return _PLACE.pack(place, room.used)

    def answered(self) -> None:
        """The first call without an answer has one: its place is free."""
        self._places.popleft()

    def _place(self) -> int | None:
        """Where there is room for a call of the largest size, and still some before the first without an answer."""
        first = self._places[0] if self._places else None
        if first is None or first <= self._end:  # free are the end and the start
            if _SIZE - self._end >= _LARGEST:
                return self._end
            return 0 if first is None or first > _LARGEST else None
        return self._end if first - self._end > _LARGEST else None


class _Room:
    """Takes what is pickled, up to a size."""

    __slots__ = ("_memory", "used")

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self.used = 0

    def write(self, data: bytes | memoryview) -> int:
        """As a file does it. Raises `BufferError` where there is no room for it."""
        size, end = len(data), self.used + len(data)
        if end > len(self._memory):
            raise BufferError
        self._memory[self.used : end] = data
        self.used = end
        return size


class Inbox:
    """The child's side of calls."""

    def __init__(self, socket: BufferedReader, file: int) -> None:
        """`file` is the number of the open `Outbox.file`."""
        self._socket = socket
        # A parser that runs wild cannot write into the next pages.
        self._memory = memoryview(mmap.mmap(file, _SIZE, prot=mmap.PROT_READ))

    def next(self) -> bytes | memoryview:
        """The next call, pickled; waits for it. Raises `EOFError` where the worker has hung up."""
        place, length = _PLACE.unpack(self._exactly(_PLACE.size))
        return self._exactly(length) if place < 0 else self._memory[place : place + length]

    def _exactly(self, size: int) -> bytes:
        data = self._socket.read(size)
        if len(data) < size:
            raise EOFError
        return data


def _shared_file() -> IO[bytes]:
    file = (
        os.fdopen(os.memfd_create("pages"), "w+b")
        if hasattr(os, "memfd_create")
        else tempfile.TemporaryFile()  # noqa: SIM115 - closed by who has the outbox
    )
    file.truncate(_SIZE)
    return file
