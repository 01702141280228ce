from __future__ import annotations

from schemas.rejection import Reason
from streams import __version__
from streams.outcome import Kind, Outcome
from streams.records import Message, article_record, skipped_record, stamp

MESSAGE = Message(
    topic="pages.raw",
    partition=3,
    offset=17,
    timestamp=1_700_000_000_237,
    key=b"https://example.org/a",
    value=b"<p>",
    headers=(
        ("traceparent", b"00-1-2-01"),
        ("content-type", b"text/html"),
        ("tracestate", b"a=b"),
        ("redriven-from", b"pages.raw/0/1"),
    ),
)
ARTICLE = Outcome(kind=Kind.ARTICLE, payload=b"{}", key=b"https://example.org/a", url="https://example.org/a")


def test_an_article_goes_under_its_canonical_url() -> None:
    """Value, key and topic are those of the article."""
    record = article_record(MESSAGE, ARTICLE, "articles")
    assert (record.topic, record.key, record.value) == ("articles", b"https://example.org/a", b"{}")


def test_an_article_carries_the_headers_of_a_cloud_event() -> None:
    """Binary mode, with an id that a duplicate shares, with what is passed through from the message."""
    assert article_record(MESSAGE, ARTICLE, "articles").headers == (
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_type", b"streams.article.v1"),
        ("ce_source", b"/kafka/pages.raw"),
        ("ce_id", f"pages.raw/3/17@{__version__}".encode()),
        ("ce_time", b"2023-11-14T22:13:20.237Z"),
        ("source-topic", b"pages.raw"),
        ("source-partition", b"3"),
        ("source-offset", b"17"),
        ("extractor-version", __version__.encode()),
        ("traceparent", b"00-1-2-01"),
        ("tracestate", b"a=b"),
        ("redriven-from", b"pages.raw/0/1"),
    )


def test_a_skipped_page_tells_its_reason_in_headers() -> None:
    """Its value is empty, not null; its key is that of the message."""
    outcome = Outcome(
        kind=Kind.SKIPPED, reason=Reason.LISTING, detail="many links", url="https://example.org/a"
    )
    record = skipped_record(MESSAGE, outcome, "pages.skipped")
    headers = dict(record.headers)
    assert (record.topic, record.key, record.value) == ("pages.skipped", MESSAGE.key, b"")
    assert headers["skip-reason"] == b"listing"
    assert headers["skip-detail"] == b"many links"
    assert headers["url"] == b"https://example.org/a"
    assert headers["ce_type"] == b"streams.skipped.v1"


def test_a_message_without_a_timestamp_gives_no_time() -> None:
    """Rather than a guess: Kafka writes -1 for none."""
    for timestamp in (None, -1):
        message = Message(topic="t", partition=0, offset=0, timestamp=timestamp, key=None, value=None)
        assert "ce_time" not in dict(stamp(message, Kind.ARTICLE))
