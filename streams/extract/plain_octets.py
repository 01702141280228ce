"""Decides whether bytes are UTF-8, in plain Python: what `octets` falls back to."""

from __future__ import annotations

import codecs

_PIECE = 32 * 1024


def is_utf8(octets: bytes) -> bool:
    """Whether bytes are UTF-8 from end to end.

    Read in pieces, as nobody needs the text: memory for all of it costs more than the decoding.
    """
    view, start = memoryview(octets), 0
    try:
        while start < len(octets):
            is_last = start + _PIECE >= len(octets)
            start += codecs.utf_8_decode(view[start : start + _PIECE], "strict", is_last)[1]
    except UnicodeDecodeError:
        return False
    return True
