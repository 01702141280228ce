from __future__ import annotations

import pytest

from schemas.article import Image
from streams.extract.document import Document
from streams.extract.lead_image import lead_image

LD = '<script type="application/ld+json">{"@type":"NewsArticle","image":%s}</script>'


@pytest.mark.parametrize(
    ("html", "url", "source"),
    [
        ('<meta property="og:image" content="/i.jpg">', "https://paper.example/i.jpg", "opengraph"),
        ('<meta name="twitter:image" content="//cdn.example/i.jpg">', "https://cdn.example/i.jpg", "meta"),
        (LD % '"/i.jpg"', "https://paper.example/i.jpg", "json-ld"),
        (LD % '[{"@type":"ImageObject","url":"/i.jpg"},"/j.jpg"]', "https://paper.example/i.jpg", "json-ld"),
        (LD % '{"contentUrl":["/i.jpg"]}', "https://paper.example/i.jpg", "json-ld"),
        (LD % "7" + '<link rel="image_src" href="/i.jpg">', "https://paper.example/i.jpg", "html"),
        ('<meta property="og:image" content="/img/logo.png">', "https://paper.example/first.jpg", "html"),
        (
            '<meta property="og:image" content="data:image/gif;base64,x">',
            "https://paper.example/first.jpg",
            "html",
        ),
    ],
)
def test_the_lead_image_is_stated_or_the_first(html: str, url: str, source: str) -> None:
    """The image of the page's head wins; logos and placeholders are passed over; then the article's first."""
    document = Document.parse(html, "https://paper.example/a/b")
    assert lead_image(document, (Image("https://paper.example/first.jpg"),)) == (url, source)


def test_a_page_without_pictures_has_none() -> None:
    """A logo does not stand in for a picture."""
    document = Document.parse('<meta property="og:image" content="/logo.svg">', "https://paper.example/a/b")
    assert lead_image(document, ()) is None
