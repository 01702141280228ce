from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import Reason, Skipped, Unprocessable
from streams.pipeline import process

URL = "https://www.paper.example/world/2021/05/04/rain-falls?utm_source=mail"
SENTENCES = (
    "It has rained in the valley since Monday morning, and the river has left its bed in two places.",
    "The mayor asked everybody who lives near the bridge to move their cars to the square behind the church.",
    "Nobody was hurt, the fire brigade said in the evening, but the school stays closed until Thursday at least.",
    "Farmers along the lower road counted their sheep twice and found all of them on the hill above the mill.",
)
HTML = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Rain falls – Valley Paper</title>
<meta property="og:site_name" content="Valley Paper">
<meta property="article:published_time" content="2021-05-04T10:00Z">
<meta name="author" content="Ann Lee"></head><body><article><h1>Rain falls</h1>
{"".join(f"<p>{sentence}</p>" for sentence in SENTENCES)}</article></body></html>"""


def page(html: str = HTML, url: str = URL) -> Page:
    """A page as the worker hands it over."""
    return Page(url=url, body=html.encode(), content_type="text/html; charset=utf-8")


def test_a_page_becomes_an_article() -> None:
    """Bytes in, a complete record out."""
    article = process(page())
    assert article.canonical_url == "https://www.paper.example/world/2021/05/04/rain-falls"
    assert (article.url, article.domain, article.title) == (URL, "paper.example", "Rain falls")
    assert article.text == "\n".join(SENTENCES)
    assert article.authors == ("Ann Lee",)
    assert article.date_published == "2021-05-04T10:00:00+00:00"
    assert (article.publisher, article.language) == ("Valley Paper", "en")
    assert article.word_count == sum(len(sentence.split()) for sentence in SENTENCES)
    assert article.content_hash
    assert article.fingerprint
    assert 0 < article.quality.score <= 1
    assert json.loads(article.to_json())["sources"]["title"] == "html"


def test_the_same_page_gives_the_same_bytes() -> None:
    """Nothing but the page decides on the record: no clock, no chance."""
    assert process(page()).to_json() == process(page()).to_json()


def test_a_date_after_the_fetch_is_not_believed() -> None:
    """The time of the fetch, where it is known, bounds the dates."""
    fetched = Page(
        url="https://paper.example/a", body=HTML.encode(), fetched_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    assert process(fetched).date_published is None


def test_a_page_without_text_is_skipped() -> None:
    """A page that holds no article is named as such."""
    with pytest.raises(Skipped) as caught:
        process(page("<html><body><nav><a href='/'>Home</a></nav></body></html>"))
    assert caught.value.reason is Reason.EMPTY


def test_a_page_nested_too_deep_is_refused_unparsed() -> None:
    """A bomb of unclosed elements is found before it is parsed."""
    with pytest.raises(Unprocessable) as caught:
        process(page("<div>" * 500 + HTML), Limits(nesting=100))
    assert caught.value.reason is Reason.TOO_DEEP
