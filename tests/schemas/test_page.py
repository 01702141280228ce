from __future__ import annotations

import gzip
import json
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import cramjam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import PageError, Reason, Skipped, Unprocessable

URL = b"https://paper.example/harbour"
HTML = b"<html><body><p>The ferry is back.</p></body></html>"
JSON = ("content-type", b"application/json")


def refused(value: bytes | None, *headers: tuple[str, bytes | None], key: bytes | None = URL) -> PageError:
    """The error with which a message is refused."""
    with pytest.raises(PageError) as caught:
        Page.from_message(key, value, headers)
    return caught.value


def enveloped(**fields: Any) -> bytes:
    """An envelope as crawlers write it."""
    return json.dumps(fields).encode()


def test_bytes_as_fetched_are_the_body() -> None:
    """Without headers the value is the page and the key its URL."""
    page = Page.from_message(URL, HTML, [])
    assert page == Page(url=URL.decode(), body=HTML)


def test_headers_tell_about_the_fetch() -> None:
    """URL, type, time and status are read from headers whose names are in any case."""
    headers = [
        ("URL", b" https://paper.example/other "),
        ("Content-Type", b"text/html; charset=koi8-r"),
        ("fetched-at", b"2031-02-03T04:05:06z"),
        ("http-status", b"200"),
    ]
    page = Page.from_message(URL, HTML, headers)
    assert page.url == "https://paper.example/other"
    assert page.content_type == "text/html; charset=koi8-r"
    assert page.fetched_at == datetime(2031, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert page.http_status == 200


def test_last_of_equal_headers_counts() -> None:
    """Of headers with one name the last holds, and one without a value is absent."""
    headers = [("url", b"https://a.example/"), ("url", b"https://b.example/"), ("url", None)]
    assert Page.from_message(None, HTML, headers).url == "https://b.example/"


@pytest.mark.parametrize(
    "status", [b"", b"abc", b"2000", b"-20", b"\xff\xff", b"\xd9\xa2\xd9\xa0\xd9\xa0", None]
)
def test_unreadable_optional_headers_count_as_absent(status: bytes | None) -> None:
    """A status or a time that cannot be read costs the page nothing."""
    page = Page.from_message(URL, HTML, [("http-status", status), ("fetched-at", b"\xffyesterday")])
    assert page.http_status is None
    assert page.fetched_at is None


def test_headers_of_the_wrong_type_are_passed_over() -> None:
    """Names and values that are neither text nor bytes raise nothing."""
    headers: Any = [(b"url", b"x"), ("url", 3), (None, None), ("content-type", 1.5)]
    assert Page.from_message(URL, HTML, headers).url == URL.decode()


def test_null_value_is_a_tombstone() -> None:
    """A message without a value is skipped, whatever its headers say."""
    assert refused(None, key=None).reason is Reason.TOMBSTONE


@pytest.mark.parametrize("value", [b"", b" \r\n\t ", gzip.compress(b""), gzip.compress(b"  ")])
def test_body_without_a_character_is_empty(value: bytes) -> None:
    """Nothing and white space are skipped as empty, also where they were packed."""
    assert isinstance(error := refused(value), Skipped)
    assert error.reason is Reason.EMPTY


@pytest.mark.parametrize("body", ["", " "])
def test_envelope_around_nothing_is_empty(body: str) -> None:
    """An envelope in order whose page is empty is skipped as empty."""
    assert refused(enveloped(html=body), JSON).reason is Reason.EMPTY


@pytest.mark.parametrize("status", [400, 404, 503])
def test_error_pages_are_skipped(status: int) -> None:
    """The page that a server sends with an error is none."""
    in_header = refused(HTML, ("http-status", str(status).encode()))
    in_envelope = refused(enveloped(html="<p>x", http_status=status), JSON)
    assert [in_header.reason, in_envelope.reason] == [Reason.HTTP_ERROR] * 2
    assert in_header.detail == str(status)


def test_envelope_with_text() -> None:
    """Text in an envelope was decoded by its sender, so the charset named within no longer holds."""
    html = '<meta charset="windows-1251"><p>Паром вернулся'
    value = enveloped(
        url="https://c.example/1", html=html, fetched_at="2031-01-01T00:00:00+02:00", http_status=200
    )
    page = Page.from_message(None, value, [JSON])
    assert page.url == "https://c.example/1"
    assert page.body == html.encode()
    assert page.content_type == "text/html; charset=utf-8"
    assert page.fetched_at == datetime(2030, 12, 31, 22, tzinfo=UTC)
    assert page.http_status == 200


def test_envelope_with_base64() -> None:
    """Base64 in an envelope gives the bytes as fetched, its type from the field or the response headers."""
    body = "Паром".encode("koi8-r") + b"<p>"
    packed = b64encode(body).decode()
    with_field = Page.from_message(
        URL, enveloped(html_base64=packed, content_type="text/html; charset=koi8-r"), [JSON]
    )
    headers = {"Content-Type": ["text/html", "text/html; charset=koi8-r"]}
    with_headers = Page.from_message(URL, enveloped(html_base64=packed, headers=headers), [JSON])
    assert with_field.body == with_headers.body == body
    assert with_field.content_type == with_headers.content_type == "text/html; charset=koi8-r"


def test_envelope_leaves_the_rest_to_key_and_headers() -> None:
    """What an envelope does not say is read from the message."""
    headers = [JSON, ("fetched-at", b"2031-01-01T00:00:00Z"), ("http-status", b"203")]
    page = Page.from_message(URL, enveloped(html="<p>x", url=None, extra=1), headers)
    assert (page.url, page.http_status) == (URL.decode(), 203)
    assert page.fetched_at == datetime(2031, 1, 1, tzinfo=UTC)


def test_packed_envelope_and_packed_page_within() -> None:
    """An envelope may be packed, and so may the page in it."""
    value = gzip.compress(enveloped(html_base64=b64encode(gzip.compress(HTML)).decode()))
    page = Page.from_message(URL, value, [JSON, ("content-encoding", b"gzip")])
    assert page.body == HTML


@pytest.mark.parametrize(
    ("media_type", "reason"),
    [
        (b"application/rss+xml; charset=utf-8", Reason.FEED),
        (b"application/atom+xml", Reason.FEED),
        (b"text/xml", Reason.FEED),
        (b"application/pdf", Reason.UNSUPPORTED_TYPE),
        (b"image/png", Reason.UNSUPPORTED_TYPE),
        (b"text/plain", Reason.UNSUPPORTED_TYPE),
        (b"application/ld+json", Reason.UNSUPPORTED_TYPE),
    ],
)
def test_other_types_are_refused(media_type: bytes, reason: Reason) -> None:
    """Feeds are skipped, and what is neither a page nor a feed is unprocessable."""
    assert refused(b"hello there, this is text", ("content-type", media_type)).reason is reason


@pytest.mark.parametrize(
    "media_type",
    [
        b"",
        b"text/html",
        b"TEXT/HTML;charset=x",
        b"application/xhtml+xml",
        b"text/plain",
        b"application/octet-stream",
        b"text/xml",
        b"\xff\xfe",
        b"html",
        b"text/html, text/html",
        None,
    ],
)
def test_pages_under_vague_types_are_taken(media_type: bytes | None) -> None:
    """A page is a page under any type that servers give to pages."""
    assert Page.from_message(URL, HTML, [("content-type", media_type)]).body == HTML


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"%PDF-1.7 ...", Reason.UNSUPPORTED_TYPE),
        (b'<?xml version="1.0"?>\n<!-- made by hand --><rss version="2.0"><channel/></rss>', Reason.FEED),
        ('\ufeff<?xml version="1.0"?><feed xmlns="x"></feed>'.encode(), Reason.FEED),
    ],
)
def test_bytes_go_before_the_type(body: bytes, reason: Reason) -> None:
    """What is sent as HTML but is not is told by its first bytes."""
    assert refused(body, ("content-type", b"text/html")).reason is reason


def test_limits_on_the_topic_and_unpacked() -> None:
    """Values over the limit are refused before and after unpacking."""
    limits = Limits(message_bytes=1000, page_bytes=500)
    for value, headers in [
        (b"<p>" + b"x" * 998, []),
        (b"<p>" + b"x" * 600, []),
        (gzip.compress(b"<p>" + b"x" * 600), []),
        (bytes(cramjam.zstd.compress(b"<p>" + b"x" * 600)), [("content-encoding", b"zstd")]),
        (enveloped(html="x" * 600), [JSON]),
    ]:
        with pytest.raises(Unprocessable) as caught:
            Page.from_message(URL, value, headers, limits)
        assert caught.value.reason is Reason.TOO_LARGE
    assert Page.from_message(URL, b"<p>" + b"x" * 497, [], limits).body.endswith(b"x")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("url", b"x", "expected str, not bytes"),
        ("body", "x", "expected bytes, not str"),
        ("content_type", b"x", "expected str or None, not bytes"),
        ("fetched_at", 5, "expected datetime, RFC 3339 str or None, not int"),
        ("http_status", "200", "expected int or None, not str"),
    ],
)
def test_constructor_wants_the_right_types(field: str, value: object, message: str) -> None:
    """A wrong type is told at once, with the name of the field."""
    fields: dict[str, Any] = {"url": "u", "body": b"", field: value}
    with pytest.raises(TypeError, match=rf"^Page\.{field}: {message}$"):
        Page(**fields)


def test_constructor_reads_times() -> None:
    """A time may be a datetime or an RFC 3339 text; one without an offset is in UTC."""
    noon = datetime(2031, 1, 1, 12, tzinfo=UTC)
    as_text: Any = "2031-01-01t14:00:00+02:00"
    assert Page(url="u", body=b"", fetched_at=as_text).fetched_at == noon
    assert Page(url="u", body=b"", fetched_at=noon.replace(tzinfo=None)).fetched_at == noon
    east = timezone(timedelta(hours=2))
    assert Page(url="u", body=b"", fetched_at=datetime(2031, 1, 1, 14, tzinfo=east)).fetched_at == noon
    with pytest.raises(ValueError, match="YESTERDAY"):
        Page(url="u", body=b"", fetched_at="yesterday")  # type: ignore[arg-type]


HEADER_NAMES = st.sampled_from(["url", "content-type", "content-encoding", "fetched-at", "http-status"])
KNOWN_VALUES = st.sampled_from([b"application/json", b"gzip", b"zstd, br", b"text/html"])
HEADER_VALUES = st.none() | st.binary(max_size=40) | KNOWN_VALUES


@given(
    key=st.none() | st.binary(max_size=40) | st.just(URL),
    value=st.none() | st.binary(max_size=200) | st.text(max_size=100).map(str.encode) | st.just(HTML),
    headers=st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=5),
)
def test_nothing_but_page_errors_is_raised(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes | None]]
) -> None:
    """Whatever lies on the topic becomes a page or is refused with a reason."""
    with suppress(PageError):
        assert Page.from_message(key, value, headers).url.lower().startswith("http")
