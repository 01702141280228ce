"""Decides by which key names are compared, in plain Python: what `key` falls back to."""

from __future__ import annotations

import re

# Vowel signs and accents are part of a word, though `\w` leaves them out.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0eff\u0f71-\u0fbc\u1000-\u109f\u1780-\u17d3"
)
WORD = re.compile(rf"[\w{_MARKS}]+")
"""What a word is made of; an underscore parts words all the same."""
_ASCII_KEY = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(256))


def fold(text: str) -> str:
    """A key for comparing names: case, punctuation and white space ignored."""
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII_KEY).split()).decode()
    return " ".join(WORD.findall(text.casefold().replace("_", " ")))
