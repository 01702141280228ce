"""Decides how far a record can be trusted, from what is in it alone."""

from __future__ import annotations

import re

from schemas.article import Article, BlockType, Quality
from streams.enrich.added import added
from streams.enrich.scripts import THAI_FAMILY, UNSPACED, is_spaced
from streams.enrich.words import count_in, words_of

_WEIGHTS = {"text": 0.4, "density": 0.2, "metadata": 0.2, "agreement": 0.2}
_DIGITS = 3

_ENOUGH_WORDS = 200
_WHOLE = re.compile(r"[.!?…:;。！？．।॥؟۔။។][\"'»«”“’‘›‹」』）)\]]*$")
_ENDS = frozenset(".!?…")
# Bound once: before Python 3.12 each look at a member of an enum takes as long as a call.
_PARAGRAPH, _QUOTE = BlockType.PARAGRAPH, BlockType.QUOTE

_METADATA = ("title", "date_published", "language", "image", "publisher", "description")

_CLAIM_WORD = re.compile(r"\w+")
_STEM = 5
_SHORTEST = 4


def add_quality(article: Article) -> Article:
    """The article with its `quality`; rated last, because it reads what other steps add."""
    parts = {
        "text": _text(article),
        "density": _density(article),
        "metadata": sum([getattr(article, name) is not None for name in _METADATA]) / len(_METADATA),
        "agreement": _agreement(article),
    }
    score = sum(weight * parts[name] for name, weight in _WEIGHTS.items())
    rounded = {name: round(value, _DIGITS) for name, value in parts.items()}
    return added(article, quality=Quality(score=round(score, _DIGITS), **rounded))


def _text(article: Article) -> float:
    """Length up to what is enough; halved where no paragraph ends as a sentence does."""
    length = whole = 0
    for block in article.blocks:
        if block.type is _PARAGRAPH or block.type is _QUOTE:
            length += len(block.text)
            whole += len(block.text) if _is_whole(block.text) else 0
    share = whole / length if length else 0.0
    return min(1.0, article.word_count / _ENOUGH_WORDS) * (1 + share) / 2


def _is_whole(text: str) -> bool:
    """Whether a paragraph ends with the mark of a sentence; Thai and its relatives set none."""
    return text[-1:] in _ENDS or bool(_WHOLE.search(text[-4:])) or bool(THAI_FAMILY.match(text[-1:]))


def _density(article: Article) -> float:
    linked = sum([len(link.text) for link in article.links])
    return max(0.0, 1 - linked / len(article.text)) if article.text else 0.0


def _agreement(article: Article) -> float:
    """Mean share of the longer words of title and description whose beginnings are in the body."""
    body = words_of(article.text).folded
    shares = [
        _share(stems, body) for claim in (article.title, article.description) if (stems := _stems(claim))
    ]
    return sum(shares) / len(shares) if shares else 0.0


def _stems(claim: str | None) -> list[str]:
    """The first letters of each longer word, as inflection is at the end; each pair of ideographs or Thai letters."""
    words = _CLAIM_WORD.findall(claim.casefold()) if claim else []
    if claim is None or is_spaced(claim):
        return [word[:_STEM] for word in words if len(word) >= _SHORTEST]
    spaced = [word[:_STEM] for word in words if len(word) >= _SHORTEST and not UNSPACED.search(word)]
    pairs = [word[i : i + 2] for word in words if UNSPACED.search(word) for i in range(len(word) - 1)]
    return spaced + pairs


def _share(stems: list[str], body: bytes) -> float:
    return count_in(body, [stem.encode() for stem in stems]) / len(stems)
