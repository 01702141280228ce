from __future__ import annotations

import pytest

from schemas.limits import Limits
from schemas.rejection import Reason
from streams.ingest.door import refusal
from streams.ingest.message import Message

URL = b"https://news.example/a"
LIMITS = Limits(message_bytes=100)
AS_JSON = (("content-type", b"application/json"),)


@pytest.mark.parametrize(
    "message",
    [
        Message("a", URL, b"<p>Words.", (("url", URL),)),
        Message("a", URL, b'{"url": "https://news.example/a", "html": "<p>"}', AS_JSON),
        Message("a", URL, b"<p>Gone.", (("url", URL), ("http-status", b"410"))),
        Message("a", None, b"%PDF-1.7", (("content-type", b"application/pdf"),), as_is=True),
    ],
    ids=["page", "envelope", "skipped by the worker", "named by a manifest"],
)
def test_what_is_published(message: Message) -> None:
    """All that the worker can read, and what a manifest names."""
    assert refusal(message, LIMITS) is None


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (Message("a", None, b"<p>Words."), Reason.MISSING_URL),
        (Message("a", b"ftp://news.example/a", b"<p>Words."), Reason.INVALID_URL),
        (Message("a", URL, b"%PDF-1.7", (("content-type", b"application/pdf"),)), Reason.UNSUPPORTED_TYPE),
        (Message("a", None, b"not JSON", AS_JSON), Reason.INVALID_ENVELOPE),
        (Message("a", URL, b"x" * 101), Reason.TOO_LARGE),
        (Message("a", URL, b"x" * 101, as_is=True), Reason.TOO_LARGE),
        (Message("a", None, None, as_is=True), Reason.TOMBSTONE),
    ],
)
def test_what_is_refused(message: Message, reason: Reason) -> None:
    """What would be a dead letter on receipt, with the worker's own reason."""
    refused = refusal(message, LIMITS)
    assert refused is not None
    assert (refused.origin, refused.reason) == ("a", reason)


def test_a_page_without_url_is_told_what_helps() -> None:
    """An envelope is told what it lacks instead."""
    page, envelope = Message("a", None, b"<p>Words."), Message("a", None, b'{"html": "<p>"}', AS_JSON)
    details = [refused.detail for message in (page, envelope) if (refused := refusal(message, LIMITS))]
    assert ["--base-url" in detail for detail in details] == [True, False]
