"""Decides how the words of an element become one line, and which lines are running text, in any script."""

from __future__ import annotations

import re

from streams.extract.plain_signs import CLOSERS, STOPS
from streams.extract.signs import ends_sentence

_WITHOUT_STOPS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{4}")
_SENTENCE_INSIDE = re.compile(f"[{re.escape(STOPS)}][{re.escape(CLOSERS)}]*(?:\\s|(?<=[。！？]))")

PROSE = 60
"""Width from which a line that ends as a sentence is running text."""
LONG = 160
"""Width from which any line is running text."""
LONG_WITHOUT_STOPS = 100
"""The same in scripts that end a sentence without a sign: Thai, Lao, Khmer, Burmese."""


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
