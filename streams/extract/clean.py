"""Decides how a value from markup becomes plain words: entities, tags and odd white space undone."""

from __future__ import annotations

import html
import re

from streams.extract.key import fold

__all__ = ["clean", "fold"]

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]"
)
_LONGEST = 20_000


def clean(text: str) -> str:
    """The words of a value: entities, also doubly escaped ones, and tags resolved, white space folded.

    Of a very long value only its first 20,000 characters.
    """
    text = text[:_LONGEST]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())
