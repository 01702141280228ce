"""Which messages are meant by a host, a pattern or a list of URLs."""

from __future__ import annotations

import pytest

from streams.history.wanted import Wanted, url_of

URL = b"https://www.news.example/sport/cup.html"
HEADERS = (("url", URL), ("content-type", b"text/html"))


@pytest.mark.parametrize(
    ("wanted", "takes"),
    [
        (Wanted(), True),
        (Wanted(hosts={"news.example"}), True),
        (Wanted(hosts={"www.news.example", "other.example"}), True),
        (Wanted(hosts={"ews.example"}), False),
        (Wanted(patterns=["*/sport/*"]), True),
        (Wanted(patterns=["*/politics/*"]), False),
        (Wanted(hosts={"news.example"}, patterns=["*/politics/*"]), False),
        (Wanted(urls=frozenset({URL.decode()})), True),
        (Wanted(urls=frozenset()), False),
    ],
)
def test_choices(wanted: Wanted, takes: bool) -> None:
    """All that is asked must hold."""
    assert wanted.takes(b"key", b"<html>", HEADERS) is takes


def test_where_a_url_is_told() -> None:
    """An envelope goes before the header, the header before the key, as for the worker."""
    assert url_of(b"https://key.example/", b"<p>", ()) == "https://key.example/"
    assert url_of(b"https://key.example/", b"<p>", HEADERS) == URL.decode()
    envelope = (("Content-Type", b"application/json; charset=utf-8"), ("url", URL))
    assert url_of(None, b'{"url": "https://in.example/", "html": "x"}', envelope) == "https://in.example/"
    assert url_of(None, b'{"url": 7}', envelope) == URL.decode()
    assert url_of(None, b"broken", envelope) == URL.decode()
    assert url_of(None, None, ()) == ""


def test_a_broken_url_is_of_no_host() -> None:
    """And no error."""
    assert not Wanted(hosts={"x"}).takes(b"http://[", None, ())
