"""Decides which language a body is in: its own words first, what the page claims only where they do not tell."""

from __future__ import annotations

import pycld2

from schemas.article import Article
from streams.enrich.added import added

# Most bodies tell after the first length, and a quotation in another language may follow it.
_READ = (500, 5000)
_UNKNOWN = frozenset({"un", "xx", "xxx", "tlh", "zzb", "zze", "zzh", "zzp"})
_RENAMED = {"iw": "he", "jw": "jv", "in": "id", "ji": "yi", "mo": "ro"}
# Written so much alike that 500 characters do not tell them apart better than the publisher does.
_ALIKE = (frozenset({"bs", "hr", "sr"}), frozenset({"id", "ms"}), frozenset({"da", "nb", "nn", "no"}))


def add_language(article: Article) -> Article:
    """The article with its `language`, and `detection` as its source where the body told it."""
    found = next((code for length in _READ if (code := detect(article.text[:length]))), None)
    if found is None or any({found, article.language} <= alike for alike in _ALIKE):
        return article
    return added(article, language=found, sources={**article.sources, "language": "detection"})


def detect(text: str) -> str | None:
    """ISO 639 code of the language of a text; null where that is not certain."""
    # The detector refuses texts with control characters.
    readable = " ".join(map(_readable, text.split("\n")))
    reliable, _, details = pycld2.detect(readable, isPlainText=True)
    code = details[0][1].partition("-")[0]
    return _RENAMED.get(code, code) if reliable and code not in _UNKNOWN else None


def _readable(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(character if character.isprintable() else " " for character in line)
