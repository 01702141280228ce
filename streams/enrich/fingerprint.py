"""Decides by which numbers copies of an article are found: a hash for exact ones, a simhash for near ones."""

from __future__ import annotations

from hashlib import blake2b

from schemas.article import Article
from streams.enrich.added import added
from streams.enrich.words import simhash as simhash_of_words
from streams.enrich.words import words_of


def add_fingerprint(article: Article) -> Article:
    """The article with `content_hash` and `fingerprint`."""
    digest = blake2b(words_of(article.text).folded, digest_size=16)
    return added(article, content_hash=digest.hexdigest(), fingerprint=f"{simhash(article.text):016x}")


def simhash(text: str) -> int:
    """64-bit simhash (Charikar, 2002) over pairs of neighbouring words; zero for a text without words.

    In scripts without spaces each character stands for a word. What follows the first 3,000 letters is not read:
    copies are shortened from their end.
    """
    return simhash_of_words(words_of(text).folded)
