from __future__ import annotations

import io

import pytest

from streams.export.record import packed
from streams.ingest.warc import KAFKA_MESSAGE, read
from streams.records import Message


def message(value: bytes | None, *headers: tuple[str, bytes | None]) -> Message:
    """A raw message."""
    return Message(
        topic="raw",
        partition=1,
        offset=2,
        timestamp=3,
        key=b"https://a.example/",
        value=value,
        headers=headers,
    )


@pytest.mark.parametrize("gzipped", [False, True])
def test_a_message_with_long_headers_comes_back(gzipped: bool) -> None:
    """Longer than readers of HTTP would have them."""
    sent = message(b"<p>", ("http-status", b"200"), ("note", b"x" * 900_000))
    (found,) = read(io.BytesIO(packed(sent, gzipped=gzipped)), "a.warc")
    assert (found.key, found.value, found.headers) == (sent.key, sent.value, sent.headers)


def test_a_broken_message_is_an_error_of_the_system() -> None:
    """It is not published as something else."""
    record = packed(message(None), gzipped=False).replace(
        f'{KAFKA_MESSAGE}: {{"'.encode(), f"{KAFKA_MESSAGE}: {{x".encode()
    )
    with pytest.raises(OSError, match=KAFKA_MESSAGE):
        list(read(io.BytesIO(record), "a.warc"))
