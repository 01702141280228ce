from __future__ import annotations

import pickle
import socket
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
