from __future__ import annotations

import pytest

from streams.extract.access import is_accessible_for_free
from streams.extract.document import Document

LD = '<script type="application/ld+json">{"@type":"NewsArticle",%s}</script>'


@pytest.mark.parametrize(
    ("html", "answer"),
    [
        (LD % '"isAccessibleForFree":true', True),
        (LD % '"isAccessibleForFree":"False"', False),
        (LD % '"isAccessibleForFree":[false]', False),
        (LD % '"isAccessibleForFree":"http://schema.org/False"', False),
        (LD % '"hasPart":{"isAccessibleForFree":"False","cssSelector":".paywall"}', False),
        (LD % '"hasPart":[7,{"isAccessibleForFree":true}]', True),
        (LD % '"isAccessibleForFree":[]', None),
        (LD % '"isAccessibleForFree":"perhaps"', None),
        ('<meta property="article:content_tier" content="free">', True),
        ('<meta property="article:content_tier" content="metered">', False),
        ('<meta name="paywall" content="true">', False),
        ('<meta name="paywall" content="no">', True),
        ('<meta name="paywall" content="soft">', None),
        ("<p>x", None),
    ],
)
def test_the_page_says_whether_it_is_free(html: str, answer: bool | None) -> None:
    """Schema.org and meta tags answer in many forms; where the page is silent, so is the record."""
    found = is_accessible_for_free(Document.parse(html, "https://paper.example/a"))
    assert (found.value if found else None) is answer
