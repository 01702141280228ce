"""Decides how the words of an element become one line, in any script: what `signs` falls back to."""

from __future__ import annotations

import re

# Letters that stand for a syllable or a word: about three times what a Latin letter says.
_WIDE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0eff\u0f71-\u0fbc\u1000-\u109f\u1780-\u17d3"
)
"""First and last of the vowel signs and accents: they are part of a word, though `\\w` leaves them out."""
_WORD = re.compile(rf"[\w{MARKS}]+")
_ASCII_KEY = bytes(ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(256))
_LOOSE = re.compile(r"(?<!\S)\xa0|\xa0(?!\S)")
_SPACE = re.compile(r"[^\S\xa0]+")

UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u00ad"
STOPS = ".!?…。！？．؟۔।॥։።၊။៕"
"""Signs that end a sentence."""
CLOSERS = "\"'”’»“‘›)]）」』】*†"
"""Signs that may follow them."""
_SENTENCE_END = re.compile(f"[{re.escape(STOPS)}][{re.escape(CLOSERS)}\\s]*$")


def squeeze(text: str) -> str:
    """The text on one line: white space folded, characters that are not seen left out.

    A no-break space between two words stays what it is.
    """
    text = text.strip()
    # Of all white space only the blank is printable, and nothing unseen is.
    if text.isprintable() and "  " not in text:
        return text
    if not text.isascii():
        for sign in UNSEEN:
            text = text.replace(sign, "")
        if "\xa0" in text:
            return " ".join(filter(None, _SPACE.split(_LOOSE.sub(" ", text))))
    return " ".join(text.split())


def width(text: str) -> int:
    """How much the text says, in Latin letters."""
    length = len(text)
    if text.isascii() or len(text.encode()) < length * 2:
        return length
    return length + 2 * (length - len(_WIDE.sub("", text)))


def ends_sentence(text: str) -> bool:
    """Does the text end as a sentence does?"""
    return _SENTENCE_END.search(text[-8:]) is not None


def fold(text: str) -> str:
    """A key for comparing names: case, punctuation and white space ignored."""
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII_KEY).split()).decode()
    return " ".join(_WORD.findall(text.casefold().replace("_", " ")))
