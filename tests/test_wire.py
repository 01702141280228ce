from __future__ import annotations

import pickle
import random
import socket
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from streams.wire import SLOTS, Answer, Answers, Inbox, Outbox, framed

LARGE = b"a large page " * 200_000


@contextmanager
def both_sides() -> Iterator[tuple[socket.socket, Outbox, Inbox]]:
    """The worker's end of a socket, and the two boxes."""
    ours, theirs = socket.socketpair()
    outbox = Outbox()
    with ours, theirs, theirs.makefile("rb") as source, outbox.file as file:
        yield ours, outbox, Inbox(source, file.fileno())


def _read(inbox: Inbox) -> Any:
    return pickle.loads(inbox.next())  # noqa: S301 - written a line before


@pytest.mark.parametrize("call", [("url", b"page"), ("url", b"x" * 900_000), ()])
def test_a_call_goes_through_memory_that_both_have(call: object) -> None:
    """Only its place goes through the socket."""
    with both_sides() as (ours, outbox, inbox):
        sent = outbox.form(call)
        assert len(sent) == 16
        ours.sendall(sent)
        assert _read(inbox) == call


def test_a_call_that_does_not_fit_goes_through_the_socket() -> None:
    """And the next one is found in the memory again."""
    with both_sides() as (ours, outbox, inbox), ThreadPoolExecutor(1) as beside:
        sent = outbox.form((LARGE,)) + outbox.form(("next",))
        assert len(sent) > len(LARGE)
        beside.submit(ours.sendall, sent)
        assert _read(inbox) == (LARGE,)
        assert _read(inbox) == ("next",)


def test_as_many_calls_are_kept_as_may_be_on_their_way() -> None:
    """With one before them that has not been read yet either."""
    with both_sides() as (ours, outbox, inbox):
        for number in range(SLOTS + 1):
            ours.sendall(outbox.form((number, b"x" * 1000)))
        assert [_read(inbox)[0] for _ in range(SLOTS + 1)] == [*range(SLOTS + 1)]


def test_small_calls_have_room_until_the_memory_is_full() -> None:
    """For one of the largest size there is always room, or none is formed."""
    outbox, calls = Outbox(), 0
    while outbox.has_room():
        outbox.form((b"x" * 100_000,))
        calls += 1
    assert calls > 40
    with pytest.raises(BufferError):
        outbox.form(())
    outbox.file.close()


def test_no_call_is_written_over_before_its_answer() -> None:
    """Whatever the sizes, and also where the memory is begun again from its start."""
    chance, waiting = random.Random(3), deque[Any]()  # noqa: S311 - sizes, not secrets
    with both_sides() as (ours, outbox, inbox), ThreadPoolExecutor(1) as beside:
        for number in range(400):
            while len(waiting) > chance.randint(0, 12) or not outbox.has_room():
                assert _read(inbox) == waiting.popleft()
                outbox.answered()
            waiting.append((number, bytes([number % 256]) * int(1.2e6 * chance.random() ** 3)))
            beside.submit(ours.sendall, outbox.form(waiting[-1]))
        while waiting:
            assert _read(inbox) == waiting.popleft()
            outbox.answered()
    assert outbox.has_room()


def test_a_child_cannot_write_into_calls() -> None:
    """Of a parser that runs wild the next page has nothing to fear."""
    with both_sides() as (ours, outbox, inbox):
        ours.sendall(outbox.form(("url",)))
        call = inbox.next()
        assert isinstance(call, memoryview)
        assert call.readonly


def test_a_worker_that_hangs_up_is_heard() -> None:
    """Also in the middle of a call."""
    with both_sides() as (ours, outbox, inbox):
        ours.sendall(outbox.form(("url",))[:5])
        ours.close()
        with pytest.raises(EOFError):
            inbox.next()


@pytest.mark.parametrize("size", [1, 7, 8, 9, 10_000])
def test_answers_are_put_together_from_pieces(size: int) -> None:
    """However they are cut."""
    given = [Answer(1), Answer(b"x" * 5000), Answer(problem="MemoryError")]
    data = b"".join(map(framed, given))
    answers = Answers()
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    assert [answer for piece in pieces for answer in answers.feed(piece)] == given
