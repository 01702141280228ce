from __future__ import annotations

import pytest

from schemas.envelope import read_envelope
from schemas.rejection import Reason, Unprocessable


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (b'{"html": ', "expected JSON; it stops making sense at character 9"),
        (b'\xff\xfe{"html": 1}', "expected JSON in UTF-8"),
        (b"[" * 200_000, "expected JSON in UTF-8"),
        (b'["html"]', "expected an object"),
        (b"{}", "html, html_base64: expected exactly one of them"),
        (b'{"html": null}', "html, html_base64: expected exactly one of them"),
        (b'{"html": "", "html_base64": ""}', "html, html_base64: expected exactly one of them"),
        (b'{"html": 5}', "html: expected text"),
        (b'{"html": "", "url": ["x"]}', "url: expected text"),
        (b'{"html": "", "http_status": "200"}', "http_status: expected a whole number"),
        (b'{"html": "", "http_status": true}', "http_status: expected a whole number"),
        (b'{"html": "", "headers": "x"}', "headers: expected an object"),
        (b'{"html_base64": "a?=="}', "html_base64: expected base64"),
        (b'{"html_base64": "YWJ"}', "html_base64: expected base64"),
        ('{"html_base64": "ü"}'.encode(), "html_base64: expected base64"),
    ],
)
def test_detail_names_the_field_and_what_was_expected(value: bytes, detail: str) -> None:
    """An envelope that is not in order is refused with words that a sender can act upon."""
    with pytest.raises(Unprocessable) as caught:
        read_envelope(value)
    assert (caught.value.reason, caught.value.detail) == (Reason.INVALID_ENVELOPE, detail)


def test_lone_surrogates_do_no_harm() -> None:
    """Halves of surrogate pairs, which crawlers write for undecodable bytes, become question marks."""
    assert read_envelope(b'{"html": "<p>caf\\udce9"}').body == b"<p>caf?"


def test_base64_may_be_wrapped() -> None:
    """White space within base64 is no error."""
    assert read_envelope(b'{"html_base64": "PHA+\\nYQ==\\n"}').body == b"<p>a"


@pytest.mark.parametrize(
    "headers", [b"{}", b'{"content-type": 5}', b'{"Content-Type": []}', b'{"content-type": null}']
)
def test_response_headers_may_lack_a_type(headers: bytes) -> None:
    """A content type that is absent or no text is absent."""
    assert read_envelope(b'{"html_base64": "", "headers": ' + headers + b"}").content_type is None


def test_unreadable_time_is_absent() -> None:
    """A text that is no time costs the page nothing."""
    assert read_envelope(b'{"html": "", "fetched_at": "yesterday"}').fetched_at is None
