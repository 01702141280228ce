from __future__ import annotations

import pytest

from streams.extract.document import Document
from streams.extract.language_hint import language_hint, writes_month_first


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="de-AT">', "de"),
        ('<html xml:lang="PT_br">', "pt"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","inLanguage":"fr"}</script>', "fr"),
        ('<html lang="x"><meta property="og:locale" content="es_ES">', "es"),
        ("", None),
    ],
)
def test_the_page_names_its_language(html: str, language: str | None) -> None:
    """The root element, JSON-LD and meta tags are asked in this order; only the two letters count."""
    assert language_hint(Document.parse(html, "https://paper.example/")) == language


@pytest.mark.parametrize(
    ("html", "url", "answer"),
    [
        ('<html lang="en-US">', "https://paper.com/", True),
        ('<html lang="en">', "https://paper.com/", True),
        ('<html lang="en-GB">', "https://paper.com/", False),
        ('<html lang="en">', "https://paper.co.uk/", False),
        ('<html lang="es">', "https://paper.com/", False),
    ],
)
def test_the_us_write_the_month_first(html: str, url: str, answer: bool) -> None:
    """English pages that name no other region, at a host of no other country, write `12/10` for the tenth."""
    assert writes_month_first(Document.parse(html, url)) is answer
