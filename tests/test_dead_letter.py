from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import cramjam
import pytest

from schemas.rejection import Reason
from streams.dead_letter import SMALL_BYTES, dead_letter, smaller
from streams.outcome import Outcome, dead
from streams.records import Header, Message, Record

ORIGINAL: tuple[Header, ...] = (
    ("content-type", b"text/html"),
    ("x-crawl", b"1"),
    ("x-crawl", b"\xff"),
    ("x-none", None),
)
MESSAGE = Message(
    topic="pages.raw",
    partition=1,
    offset=9,
    timestamp=1_700_000_000_000,
    key=b"\xff key",
    value=b"\x00<p>\xff",
    headers=ORIGINAL,
)
OUTCOME = dead("https://example.org/a", Reason.TIMEOUT, "more than 20 s", exception="a.B", frame="m:f")


def buried(
    message: Message = MESSAGE, outcome: Outcome = OUTCOME, at: str = "2024-05-17T10:00:00Z"
) -> Record:
    """The dead letter."""
    return dead_letter(message, outcome, topic="pages.dlq", group="streams", failed_at=at)


def test_the_message_stays_as_it_was() -> None:
    """Value, key and headers, also those that stand twice, are not text, or are null."""
    record = buried()
    assert (record.topic, record.key, record.value) == ("pages.dlq", MESSAGE.key, MESSAGE.value)
    assert record.headers[: len(ORIGINAL)] == ORIGINAL


def test_the_failure_is_told_in_the_words_of_kafka_connect() -> None:
    """As text, with our reason, stage and fingerprint beside them."""
    headers = dict(buried().headers)
    told = {name: value for name, value in headers.items() if name.startswith("__connect.errors.")}
    assert told == {
        "__connect.errors.topic": b"pages.raw",
        "__connect.errors.partition": b"1",
        "__connect.errors.offset": b"9",
        "__connect.errors.connector.name": b"streams",
        "__connect.errors.stage": b"extract",
        "__connect.errors.reason": b"timeout",
        "__connect.errors.exception.class.name": b"a.B",
        "__connect.errors.exception.message": b"more than 20 s",
        "__connect.errors.fingerprint": OUTCOME.fingerprint.encode(),
        "__connect.errors.attempts": b"1",
        "__connect.errors.first-failed-at": b"2024-05-17T10:00:00Z",
    }
    assert headers["ce_type"] == b"streams.dead-letter.v1"
    assert headers["source-offset"] == b"9"


def test_a_second_failure_replaces_the_first() -> None:
    """Attempts go up, the first time stays, nothing stands twice and the message's own headers stay."""
    first = buried()
    again = replace(MESSAGE, offset=100, headers=first.headers)
    second = buried(
        again, dead("https://example.org/a", Reason.BUG, "KeyError in m:f"), "2025-01-01T00:00:00Z"
    )
    headers = dict(second.headers)
    assert second.headers[: len(ORIGINAL)] == ORIGINAL
    assert len(second.headers) == len(first.headers)
    assert headers["__connect.errors.attempts"] == b"2"
    assert headers["__connect.errors.first-failed-at"] == b"2024-05-17T10:00:00Z"
    assert headers["__connect.errors.reason"] == b"bug"
    assert headers["__connect.errors.offset"] == b"100"


@pytest.mark.parametrize("written", [b"", b"x", b"-1", b"9" * 50, None])
def test_attempts_that_are_no_number_start_anew(written: bytes | None) -> None:
    """Headers can hold anything."""
    message = replace(
        MESSAGE, headers=(("__connect.errors.topic", b"t"), ("__connect.errors.attempts", written))
    )
    assert dict(buried(message).headers)["__connect.errors.attempts"] == b"1"


def test_a_cloud_event_of_the_sender_stays() -> None:
    """A crawler may send cloud events itself: their attributes are part of the message."""
    record = buried(replace(MESSAGE, headers=(("ce_id", b"theirs"),)))
    assert [value for name, value in record.headers if name == "ce_id"] == [b"theirs"]


@pytest.mark.parametrize(
    ("name", "ours"),
    [("source-offset", b"9"), ("source-topic", b"pages.raw"), ("__connect.errors.reason", b"timeout")],
)
def test_the_sender_cannot_tell_where_a_message_came_from_or_why_it_failed(name: str, ours: bytes) -> None:
    """An audit relies on these headers: ours replace what a message claims."""
    record = buried(replace(MESSAGE, headers=((name, b"theirs"),)))
    assert [value for found, value in record.headers if found == name] == [ours]


def test_the_replay_of_an_earlier_failure_is_forgotten() -> None:
    """A dead letter of a replay that is sent again and fails in the service is none of that replay any more."""
    assert "replay-id" not in dict(buried(replace(MESSAGE, headers=(("replay-id", b"earlier"),))).headers)


def test_a_null_value_becomes_an_empty_one() -> None:
    """A null would be a deletion."""
    assert buried(replace(MESSAGE, value=None)).value == b""


def test_a_large_value_is_packed_first() -> None:
    """Nothing is lost, and a header says how to unpack it; the content-encoding of the page stays."""
    record = buried(replace(MESSAGE, value=b"<p>many words</p>" * 1000))
    packed = next(smaller(record, 10_000_000))
    assert bytes(cramjam.zstd.decompress(packed.value)) == record.value
    assert packed.headers == (*record.headers, ("__connect.errors.value-encoding", b"zstd"))


def test_what_is_still_too_large_is_cut_with_its_length_and_hash() -> None:
    """Each form is smaller than the one before; the start of the original is kept as long as it goes."""
    value = bytes(cramjam.zstd.compress(bytes(range(256)) * 40, level=1)) * 10_000
    record = buried(replace(MESSAGE, value=value))
    forms = [form for form in smaller(record, 1_000_000) if "truncated-length" in dict(form.headers)]
    sizes = [len(form.value) for form in forms]
    assert all(before >= after for before, after in pairwise(sizes))
    assert SMALL_BYTES < sizes[0] < 1_000_000
    assert sizes[-1] == 0
    for form in forms:
        assert value.startswith(form.value)
        assert dict(form.headers)["truncated-length"] == str(len(value)).encode()
        assert dict(form.headers)["truncated-sha256"] == sha256(value).hexdigest().encode()


def test_the_smallest_form_holds_nothing_of_the_message() -> None:
    """Even a message with enormous headers or an enormous key leaves a trace."""
    record = buried(replace(MESSAGE, key=b"k" * 2_000_000, headers=(("x", b"x" * 5_000_000),)))
    *_, last = smaller(record, 1_000_000)
    assert (last.key, last.value) == (None, b"")
    assert sum(len(name) + len(value or b"") for name, value in last.headers) < 10_000
    assert dict(last.headers)["__connect.errors.reason"] == b"timeout"
