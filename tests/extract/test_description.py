from __future__ import annotations

import pytest

from streams.extract.description import description
from streams.extract.document import Document

LD = '<script type="application/ld+json">{"@type":"NewsArticle","description":%s}</script>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<meta property="og:description" content="It rains &amp;amp; pours.">', "It rains & pours."),
        (
            '<meta name="description" content="-"><meta name="twitter:description" content="It rains all day.">',
            "It rains all day.",
        ),
        (LD % '"It rains all day."', "It rains all day."),
        (LD % "[7]", None),
        ("", None),
    ],
)
def test_the_summary_is_the_publishers(html: str, text: str | None) -> None:
    """Meta tags come first, then JSON-LD; a stub of a few letters is none."""
    found = description(Document.parse(html, "https://paper.example/a"))
    assert (found.value if found else None) == text
