"""Decides how the words of an element become one line, and which lines are running text, in any script."""

from __future__ import annotations

import re

# Letters that stand for a syllable or a word: about three times what a Latin letter says.
_WIDE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_WITHOUT_STOPS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{4}")
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff\u00ad"
_BOUND = re.compile(r"(?<=\S)\xa0(?=\S)")
_MARK = "\ue000"
_STOPS = ".!?…。！？．؟۔।॥։።၊။៕"
_CLOSERS = "\"'”’»“‘›)]）」』】*†"
_SENTENCE_END = re.compile(f"[{re.escape(_STOPS)}][{re.escape(_CLOSERS)}\\s]*$")
_SENTENCE_INSIDE = re.compile(f"[{re.escape(_STOPS)}][{re.escape(_CLOSERS)}]*(?:\\s|(?<=[。！？]))")

PROSE = 60
"""Width from which a line that ends as a sentence is running text."""
LONG = 160
"""Width from which any line is running text."""
LONG_WITHOUT_STOPS = 100
"""The same in scripts that end a sentence without a sign: Thai, Lao, Khmer, Burmese."""


def squeeze(text: str) -> str:
    """The text on one line: white space folded, characters that are not seen left out.

    A no-break space between two words stays what it is.
    """
    text = text.strip()
    # Of all white space only the blank is printable, and nothing unseen is.
    if text.isprintable() and "  " not in text:
        return text
    if not text.isascii():
        for sign in _UNSEEN:
            text = text.replace(sign, "")
        if "\xa0" in text:
            return " ".join(_BOUND.sub(_MARK, text).split()).replace(_MARK, "\xa0")
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


def is_url(text: str) -> bool:
    """Is the line one long word, as a URL or a file name is?"""
    return text.isascii() and " " not in text[:PROSE]


def is_prose(text: str, text_width: int) -> bool:
    """Is the line running text rather than a label, a title or a list of names?"""
    if text_width < PROSE or is_url(text):
        return False
    if text_width >= LONG or ends_sentence(text):
        return True
    return text_width >= LONG_WITHOUT_STOPS and _WITHOUT_STOPS.search(text) is not None
