"""Decides how many words a body has, in every script."""

from __future__ import annotations

import re
from dataclasses import replace

from schemas.article import Article
from streams.enrich.scripts import IDEOGRAPHS, THAI_FAMILY, is_spaced
from streams.enrich.words import folded_words

_MARKS = re.compile(r"\W+")
_THAI_FAMILY_WORD = 5


def add_statistics(article: Article) -> Article:
    """The article with its `word_count`."""
    return replace(article, word_count=count_words(article.text))


def count_words(text: str) -> int:
    """Words of a text: runs between spaces, unless they are nothing but marks.

    An ideograph or kana is one word. In Thai, Lao, Burmese and Khmer five letters and signs are taken as one word,
    rounded up.
    """
    if is_spaced(text):
        return _spaced(text)
    ideographs, thai_family = IDEOGRAPHS.findall(text), THAI_FAMILY.findall(text)
    rest = THAI_FAMILY.sub(" ", IDEOGRAPHS.sub(" ", text))
    letters = sum(map(len, thai_family))
    return _spaced(rest) + sum(map(len, ideographs)) + -(-letters // _THAI_FAMILY_WORD)


def _spaced(text: str) -> int:
    words = folded_words(text)
    return len(words) - sum(1 for word in words if not word[0].isalnum() and _MARKS.fullmatch(word))
