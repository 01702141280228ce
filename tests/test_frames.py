from __future__ import annotations

import asyncio
import random
import struct
from typing import Any

import pytest
from aiokafka.errors import CorrelationIdError
from aiokafka.protocol.admin import CreateTopicsRequest_v0
from aiokafka.protocol.api import RequestStruct
from aiokafka.protocol.fetch import FetchRequest_v4, FetchResponse_v4

from streams.frames import MOST, ROOM, Connection, Frames, Source


class Link:
    """A connection that bytes come over."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.reader = asyncio.StreamReader()
        self.frames = Frames(self.closed, self.reader, loop=loop)

    def receive(self, data: bytes, most: int = 1 << 30) -> None:
        """These bytes come, at most so many at a time."""
        while data:
            room = self.frames.get_buffer(-1)
            count = min(len(room), len(data), most)
            assert count, "nowhere to put it"
            room[:count] = data[:count]
            self.frames.buffer_updated(count)
            data = data[count:]


@pytest.fixture
async def link() -> Link:
    """A connection that was just made."""
    return Link()


def framed(*answers: bytes) -> bytes:
    """As a broker sends them."""
    return b"".join(struct.pack(">i", len(answer)) + answer for answer in answers)


@pytest.mark.parametrize("most", [1, 3, 1000, 1 << 30])
async def test_answers_come_whole_however_they_are_cut(link: Link, most: int) -> None:
    """In their order; an empty one too."""
    answers = [b"first", b"", b"x" * 5000, b"last"]
    link.receive(framed(*answers), most)
    assert [await link.frames.next() for _ in answers] == answers


async def test_answers_of_all_sizes_come_whole() -> None:
    """Larger than what is kept, too; and the next ones begin where they end."""
    chance = random.Random(5)  # noqa: S311 - sizes, not secrets
    for _ in range(20):
        link = Link()
        answers = [chance.randbytes(int(6e6 * chance.random() ** 8)) for _ in range(30)]
        link.receive(framed(*answers), chance.randint(ROOM // 2, 2 * ROOM))
        assert [await link.frames.next() for _ in answers] == answers


async def test_room_for_a_large_answer_is_kept_but_not_for_the_largest(link: Link) -> None:
    """A connection needs as much for the next answer, and not ten times as much."""
    link.receive(framed(b"x" * (MOST // 2)))
    assert len(link.frames.get_buffer(-1)) > MOST // 2
    link.receive(framed(b"x" * (2 * MOST)))
    assert len(link.frames.get_buffer(-1)) == ROOM


async def test_a_large_answer_keeps_its_room_and_a_small_one_none(link: Link) -> None:
    """Nothing of it changes when the next one comes; and megabytes are not kept for a few bytes."""
    large, small = b"x" * (10 * ROOM), b"y" * 100
    link.receive(framed(large, small))
    link.receive(framed(b"z" * (10 * ROOM), small))
    answers = [await link.frames.next() for _ in range(4)]
    assert [type(answer) for answer in answers] == [memoryview, bytes, memoryview, bytes]
    assert answers[:2] == [large, small]


def test_only_what_is_most_of_an_answer_is_no_copy() -> None:
    """The rest does not keep all of it in memory."""
    source = Source(memoryview(b"ab" + b"c" * 100 + b"d"))
    pieces = [source.read(2), source.read(100), source.read(5)]
    assert pieces == [b"ab", b"c" * 100, b"d"]
    assert [type(piece) for piece in pieces] == [bytes, memoryview, bytes]
    assert source.read(1) == b""


class Client(Connection):
    """A connection that waits for one answer."""

    def __init__(self, request: RequestStruct) -> None:
        super().__init__("broker.example", 9092)
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._requests.append((NUMBER, request, self.answer))


NUMBER = 5
PARTS = [(0, 0, 100, 100, [(7, 3)], b"r" * ROOM), (1, 0, 9, 9, [], b"few")]


def answer(number: int = NUMBER) -> memoryview:
    """To a fetch, with the number of its request."""
    body: bytes = FetchResponse_v4(throttle_time_ms=0, topics=[("raw", PARTS)]).encode()
    return memoryview(struct.pack(">i", number) + body)


@pytest.mark.parametrize("form", [memoryview, bytes])
async def test_a_large_answer_says_what_a_copy_says(form: type[memoryview | bytes]) -> None:
    """Of all partitions; only the records that are most of it are no copy."""
    client = Client(FetchRequest_v4())
    client._handle_frame(form(answer()))
    [(topic, parts)] = (await client.answer).topics
    assert (topic, parts) == ("raw", PARTS)
    assert [type(part[-1]) for part in parts] == [form, bytes]
    assert not client._requests


async def test_an_answer_that_nobody_waits_for_is_let_go() -> None:
    """As a fetch whose partitions were given away."""
    client = Client(FetchRequest_v4())
    client.answer.cancel()
    client._handle_frame(answer())
    assert not client._requests


async def test_an_answer_to_another_request_ends_the_connection() -> None:
    """The one that waits is told."""
    client = Client(FetchRequest_v4())
    client._handle_frame(answer(NUMBER + 1))
    with pytest.raises(CorrelationIdError):
        await client.answer


async def test_a_large_answer_to_anything_else_is_read_as_ever() -> None:
    """Its texts would not be found in memory that is not theirs."""
    client = Client(CreateTopicsRequest_v0())
    topics = [(f"{number:05}{'x' * 200}", 0) for number in range(400)]
    body: bytes = CreateTopicsRequest_v0.RESPONSE_TYPE(topic_errors=topics).encode()
    client._handle_frame(memoryview(struct.pack(">i", NUMBER) + body))
    assert (await client.answer).topic_errors == topics


async def test_who_waits_is_woken(link: Link) -> None:
    """By an answer that is whole, not by its beginning."""
    waiting = asyncio.create_task(link.frames.next())
    link.receive(framed(b"answer")[:6])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    link.receive(framed(b"answer")[6:])
    assert await waiting == b"answer"


async def test_the_end_is_told_after_all_answers(link: Link) -> None:
    """Half an answer is none."""
    link.receive(framed(b"answer") + framed(b"half")[:6])
    link.frames.eof_received()
    assert await link.frames.next() == b"answer"
    with pytest.raises(EOFError):
        await link.frames.next()
    assert not link.closed.done()
    link.frames.connection_lost(None)
    assert link.closed.done()


async def test_why_a_connection_was_lost_is_told(link: Link) -> None:
    """To who waits, at once."""
    waiting = asyncio.create_task(link.frames.next())
    await asyncio.sleep(0)
    link.frames.connection_lost(ConnectionResetError("by peer"))
    with pytest.raises(ConnectionResetError):
        await waiting
    assert link.closed.done()


async def test_what_is_no_answer_ends_the_connection(link: Link) -> None:
    """Another protocol may begin with any bytes."""
    link.receive(b"\xff\xff\xff\xfe" + b"x" * 100)
    with pytest.raises(ConnectionError):
        await link.frames.next()


async def test_what_claims_to_be_large_takes_no_memory_before_it_comes(link: Link) -> None:
    """A web server, say, at the port that was thought to be a broker's."""
    link.receive(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert len(link.frames.get_buffer(-1)) < ROOM
    link.receive(b"x" * (3 * ROOM))
    assert len(link.frames.get_buffer(-1)) <= 4 * ROOM


async def test_writing_waits_where_the_socket_is_full(link: Link) -> None:
    """As with the streams of asyncio."""
    link.frames.pause_writing()
    draining = asyncio.create_task(link.frames._drain_helper())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not draining.done()
    link.frames.resume_writing()
    await draining
