"""Decides which scripts set no spaces between words, by code point."""

from __future__ import annotations

import re

_IDEOGRAPHIC = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d"
    "\U00020000-\U0003ffff"
)
_THAI_FAMILY = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"

IDEOGRAPHS = re.compile(f"[{_IDEOGRAPHIC}]+")
"""A run of ideographs of Chinese, Japanese or Korean, and kana."""

THAI_FAMILY = re.compile(f"[{_THAI_FAMILY}]+")
"""A run of letters and signs of Thai, Lao, Burmese or Khmer."""

UNSPACED = re.compile(f"[{_IDEOGRAPHIC}{_THAI_FAMILY}]")
"""One character of any of these scripts."""

WORD = re.compile(f"{UNSPACED.pattern}|[^{_IDEOGRAPHIC}{_THAI_FAMILY}\\s]+")
"""What stands for a word: one such character, or a run of others up to the next space."""

# Far quicker than a search for what is rarely there. Hangul is on the list: Korean does set spaces.
_SURELY_SPACED = re.compile("[\x00-\u0dff\u10a0-\u177f\u1800-\u3004\uac00-\ud7ff]*+")


def is_spaced(text: str) -> bool:
    """Whether no character of these scripts is in a text; in doubt false, as for `！` and emoji."""
    return text.isascii() or _SURELY_SPACED.fullmatch(text) is not None
