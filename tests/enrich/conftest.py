from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from schemas.article import Article, Quality


@pytest.fixture
def article() -> Callable[..., Article]:
    """Makes an article with the fields given, before any enrichment."""

    def make(**fields: Any) -> Article:
        unrated = Quality(score=0.0, text=0.0, density=0.0, metadata=0.0, agreement=0.0)
        blank = {
            "url": "https://paper.example/a",
            "canonical_url": "https://paper.example/a",
            "domain": "paper.example",
            "text": "",
            "word_count": 0,
            "content_hash": "",
            "fingerprint": "",
            "quality": unrated,
            "extractor_version": "1",
        }
        return Article(**{**blank, **fields})

    return make
