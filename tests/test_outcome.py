from __future__ import annotations

import pickle

import orjson
import pytest

from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import Reason
from streams.outcome import DETAIL_LENGTH, Kind, dead, lost, of_plain, outcome_of, plain_outcome

URL = "https://www.example.org/2024/05/17/harbour-reopens.html"
PARAGRAPH = (
    "The harbour was opened again on Friday after the last of the barges had been towed away by night. "
)
HTML = (
    "<html lang=en><title>Harbour reopens</title><article><h1>Harbour reopens</h1>"
    + f"<p>{PARAGRAPH * 3}" * 6
)
HEADERS = [("content-type", b"text/html; charset=utf-8")]


def test_a_page_becomes_an_article() -> None:
    """The outcome carries the record, its key and what the log tells."""
    outcome = outcome_of(URL.encode(), HTML.encode(), HEADERS)
    assert (outcome.kind, outcome.reason, outcome.url) == (Kind.ARTICLE, None, URL)
    assert outcome.domain == "example.org"
    assert outcome.payload is not None
    article = orjson.loads(outcome.payload)
    assert outcome.key == article["canonical_url"].encode()
    assert (outcome.words, outcome.quality) == (article["word_count"], article["quality"]["score"])


def test_the_same_message_gives_the_same_bytes() -> None:
    """Which makes a duplicate recognisable."""
    first, second = (
        outcome_of(URL.encode(), HTML.encode(), HEADERS)._replace(work_seconds=None) for _ in range(2)
    )
    assert first == second


def test_a_tombstone_is_skipped() -> None:
    """A null value deletes on a compacted topic; it is no page."""
    outcome = outcome_of(URL.encode(), None, [])
    assert (outcome.kind, outcome.reason, outcome.payload) == (Kind.SKIPPED, Reason.TOMBSTONE, None)
    assert (outcome.url, outcome.domain) == (URL, "example.org")


def test_a_message_over_the_limit_is_a_dead_letter() -> None:
    """With the reason, and with the URL that it claims."""
    outcome = outcome_of(URL.encode(), HTML.encode(), HEADERS, Limits(message_bytes=10))
    assert (outcome.kind, outcome.reason, outcome.url) == (Kind.DEAD, Reason.TOO_LARGE, URL)
    assert outcome.exception == "schemas.rejection.Unprocessable"


def test_random_bytes_get_an_outcome() -> None:
    """Whatever lies on the topic."""
    outcome = outcome_of(b"\xff\xfe", bytes(range(256)) * 10, [("url", b"\xff"), ("content-type", None)])
    assert outcome.kind in {Kind.SKIPPED, Kind.DEAD}


def test_the_url_of_a_header_goes_before_that_of_the_key() -> None:
    """As for the page itself."""
    outcome = outcome_of(b"https://key.example/", None, [("url", b"https://header.example/")])
    assert outcome.url == "https://header.example/"


@pytest.mark.parametrize("value", [HTML.encode(), None, b"\0"])
def test_an_outcome_crosses_process_borders(value: bytes | None) -> None:
    """It comes from a child."""
    crossed = pickle.loads(pickle.dumps(plain_outcome(URL.encode(), value, HEADERS, limits=Limits())))  # noqa: S301
    outcome = of_plain(crossed)
    assert outcome.kind is outcome_of(URL.encode(), value, HEADERS).kind
    assert outcome == outcome_of(URL.encode(), value, HEADERS)._replace(work_seconds=outcome.work_seconds)


@pytest.mark.parametrize(
    ("error", "reason"), [(ValueError("secret page text"), Reason.BUG), (MemoryError(), Reason.MEMORY)]
)
def test_a_bug_is_told_by_its_place_only(
    error: Exception, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text of a foreign exception may hold the page, so neither it nor a path is kept."""

    def broken(*_: object) -> Page:
        raise error

    monkeypatch.setattr(Page, "from_message", broken)
    outcome = outcome_of(URL.encode(), b"x", [])
    assert (outcome.kind, outcome.reason) == (Kind.DEAD, reason)
    assert outcome.exception == f"builtins.{type(error).__name__}"
    assert outcome.detail == f"{type(error).__name__} in {__name__}:broken"


def test_fingerprints_tell_causes_and_sites_apart() -> None:
    """Equal for the same cause on the same site, else different."""
    known = dead(URL, Reason.BUG, "", exception="KeyError", frame="a:b").fingerprint
    assert known == dead(URL + "?page=2", Reason.BUG, "other", exception="KeyError", frame="a:b").fingerprint
    others = [
        dead("https://other.example/", Reason.BUG, "", exception="KeyError", frame="a:b"),
        dead(URL, Reason.BUG, "", exception="ValueError", frame="a:b"),
        dead(URL, Reason.BUG, "", exception="KeyError", frame="a:c"),
        dead(URL, Reason.TIMEOUT, ""),
    ]
    assert len({known, *(other.fingerprint for other in others)}) == 5


def test_a_lost_page_is_a_dead_letter() -> None:
    """Its child cannot tell, so the worker does."""
    outcome = lost(b"http://[", [], Reason.CRASH, "x" * 1000)
    assert (outcome.kind, outcome.reason, outcome.domain) == (Kind.DEAD, Reason.CRASH, "")
    assert len(outcome.detail) == DETAIL_LENGTH
