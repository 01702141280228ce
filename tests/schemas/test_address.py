from __future__ import annotations

import pytest

from schemas.address import page_url
from schemas.rejection import Reason, Unprocessable


def refused(*candidates: str | bytes | None) -> Unprocessable:
    """The error with which URLs are refused."""
    with pytest.raises(Unprocessable) as caught:
        page_url(candidates, 8192)
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "https://paper.example/a?b=c#d",
        "HTTP://PAPER.EXAMPLE:8080",
        "https://paper.example/" + "x" * 3000,
        "https://zeitung.example/straße/новости",
        "http://[2001:db8::1]/a",
    ],
)
def test_absolute_urls_are_taken(url: str) -> None:
    """An absolute http(s) URL is kept as it was sent, however long it is within the limit."""
    assert page_url((url,), 8192) == url


def test_first_candidate_with_text_is_taken() -> None:
    """Null and white space count as absent, and the ends are trimmed."""
    assert page_url((None, " ", b"\n", b" https://paper.example/ \n", "x"), 8192) == "https://paper.example/"


def test_no_candidate() -> None:
    """Without a URL a page is refused as such."""
    assert refused(None, b"", " ").reason is Reason.MISSING_URL


@pytest.mark.parametrize(
    "url",
    [
        "paper.example/a",
        "/a",
        "ftp://paper.example/",
        "javascript:alert(1)",
        "https:///a",
        "https://",
        "https://[::1",
        "https://paper.example:99999/",
        "https://paper.example/a b",
        "https://paper.example/\x00",
        "https://paper.example/\x9f",
        "https://paper.example/\udce9",
        b"https://paper.example/\xe9",
        "https://paper.example/" + "x" * 9000,
    ],
)
def test_other_urls_are_refused(url: str | bytes) -> None:
    """What cannot be fetched is refused; what is shown of it is short and plain ASCII."""
    error = refused(url)
    assert error.reason is Reason.INVALID_URL
    assert len(error.detail) < 200
    assert error.detail.isascii()
    assert error.detail.isprintable()
