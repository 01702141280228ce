"""Decides how many words a body has, in every script."""

from __future__ import annotations

from schemas.article import Article
from streams.enrich.added import added
from streams.enrich.words import words_of


def add_statistics(article: Article) -> Article:
    """The article with its `word_count`."""
    return added(article, word_count=count_words(article.text))


def count_words(text: str) -> int:
    """Words of a text: runs between spaces, unless they are nothing but marks.

    An ideograph or kana is one word. In Thai, Lao, Burmese and Khmer five letters and signs are taken as one word,
    rounded up.
    """
    return words_of(text).number
