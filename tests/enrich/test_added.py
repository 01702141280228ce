from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from schemas.article import Article
from streams.enrich.added import added


def test_fields_are_put_into_a_copy(article: Callable[..., Article]) -> None:
    """The result is what `replace` gives, and the article stays as it was."""
    before = article(text="The ferry is back.", sources={"text": "html"})
    after = added(before, word_count=4, language="en")
    assert after == replace(before, word_count=4, language="en")
    assert before == article(text="The ferry is back.", sources={"text": "html"})
