"""Pages that were damaged at random end as an article or with a reason, like any other page."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import PageError
from streams.pipeline import process

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "examples" / "pages").iterdir())]
# `FUZZ_EXAMPLES=50000 pytest tests/test_fuzz.py` looks longer.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
SMALL = Limits(message_bytes=2_000_000, page_bytes=2_000_000, nesting=500)
SCRAPS = [
    *(
        b"<",
        b">",
        b"</",
        b"<!--",
        b"-->",
        b"<!",
        b"&",
        b"&#0;",
        b"&#x10ffff;",
        b'"',
        b"'",
        b"=",
        b"\0",
        b"\x1b$B",
    ),
    *(
        b"\xff",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xc0\x80",
        b"<svg>",
        b"<template>",
        b"<table>",
    ),
    *(b"<select><option>", b"</body>", b"</html>", b"<plaintext>", b"<noscript>", b"<frameset>", b"<p>" * 50),
    *(
        b"<div>" * 400,
        b"<b>" * 30,
        b'{"@type":"NewsArticle","author":[[[[',
        b'<script type="application/ld+json">',
    ),
    *(
        b'"datePublished":"9999-99-99T99:99:99+99:99"',
        b'"@graph":[',
        b'<meta charset="utf-16">',
        b'<base href="//">',
    ),
    *(
        b'<meta property="og:url" content="http://[::1">',
        b"<title></title>",
        b'<article itemscope itemprop="author">',
    ),
]

Span = tuple[float, float]
Damage = Callable[[bytes, Span, bytes, bytes], bytes]
SPANS = st.tuples(st.floats(0, 1), st.floats(0, 0.2))


def cut(body: bytes, span: Span, scrap: bytes, other: bytes) -> bytes:
    """A part is missing."""
    start, end = _bounds(body, span)
    return body[:start] + body[end:]


def insert(body: bytes, span: Span, scrap: bytes, other: bytes) -> bytes:
    """A scrap stands where it does not belong."""
    start, _ = _bounds(body, span)
    return body[:start] + scrap + body[start:]


def repeat(body: bytes, span: Span, scrap: bytes, other: bytes) -> bytes:
    """A part stands there several times."""
    start, end = _bounds(body, span)
    return body[:start] + body[start:end] * 3 + body[end:]


def splice(body: bytes, span: Span, scrap: bytes, other: bytes) -> bytes:
    """A part is of another page, perhaps in another encoding."""
    start, end = _bounds(body, span)
    return body[:start] + other[start : start + 3 * (end - start)] + body[end:]


def flip(body: bytes, span: Span, scrap: bytes, other: bytes) -> bytes:
    """Some bits are others."""
    start, end = _bounds(body, span)
    return (
        body[:start]
        + bytes(octet ^ 0x21 for octet in body[start : min(end, start + 40)])
        + body[start + 40 :]
    )


def _bounds(body: bytes, span: Span) -> tuple[int, int]:
    start = int(span[0] * len(body))
    return start, start + int(span[1] * len(body))


DAMAGES = st.lists(
    st.tuples(
        st.sampled_from([cut, insert, repeat, splice, flip]),
        SPANS,
        st.sampled_from(SCRAPS),
        st.sampled_from(PAGES),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    page=st.sampled_from(PAGES),
    damages=DAMAGES,
    content_type=st.sampled_from([None, "text/html; charset=gb2312"]),
)
def test_damaged_pages_end_as_others_do(
    page: bytes, damages: list[tuple[Damage, Span, bytes, bytes]], content_type: str | None
) -> None:
    """An `Article` whose JSON is readable, or a `PageError`; nothing else, whatever the bytes."""
    for damage, span, scrap, other in damages:
        page = damage(page, span, scrap, other)
    try:
        article = process(Page(url="https://news.example/a/b", body=page, content_type=content_type), SMALL)
    except PageError:
        return
    assert json.loads(article.to_json())["url"] == "https://news.example/a/b"


@pytest.mark.parametrize("page", PAGES[:3])
def test_damage_is_done(page: bytes) -> None:
    """Each kind of damage changes a page."""
    for damage in (cut, insert, repeat, splice, flip):
        assert damage(page, (0.3, 0.1), b"<", PAGES[-1]) != page
