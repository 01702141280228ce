"""Decides how a value from markup becomes plain words: entities, tags and odd white space undone."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]"
)
# Vowel signs and accents are part of a word, though `\w` leaves them out.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0eff\u0f71-\u0fbc\u1000-\u109f\u1780-\u17d3"
)
_WORD = re.compile(rf"[\w{_MARKS}]+")
_ASCII_KEY = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(256))
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


def fold(text: str) -> str:
    """A key for comparing names: case, punctuation and white space ignored."""
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII_KEY).split()).decode()
    return " ".join(_WORD.findall(text.casefold().replace("_", " ")))
