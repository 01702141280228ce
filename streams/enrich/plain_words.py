"""Decides what the words of a body are, and which number stands for them: what `words` falls back to."""

from __future__ import annotations

import re
import struct
from zlib import crc32

from streams.enrich.scripts import IDEOGRAPHS, THAI_FAMILY, WORD, is_spaced

FIRST, SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers of random bits. They spread pairs of 32-bit sums over 64 bits, and tell `a b` from `b a`."""
READ = 3000
"""Letters that the simhash reads."""
THAI_FAMILY_WORD = 5
"""Letters and signs that are taken as one word."""

# The room that the products of two sums need: many are multiplied as one long number, no carry may leave a lane.
_LANE_BYTES = 13
_SUM_BYTES = 4
_MARKS = re.compile(r"\W+")


def read_words(text: str) -> tuple[bytes, int]:
    """The words of a text in UTF-8, without difference of case, a blank between two; and how many there are."""
    words = text.casefold().split()
    return " ".join(words).encode("utf-8", "replace"), _spaced(words) if is_spaced(text) else _unspaced(text)


def count_in(folded: bytes, parts: list[bytes]) -> int:
    """How many of the parts of words come up in the words."""
    return sum([part in folded for part in parts])


def _unspaced(text: str) -> int:
    ideographs, thai_family = IDEOGRAPHS.findall(text), THAI_FAMILY.findall(text)
    rest = THAI_FAMILY.sub(" ", IDEOGRAPHS.sub(" ", text))
    letters = sum(map(len, thai_family))
    return _spaced(rest.casefold().split()) + sum(map(len, ideographs)) + -(-letters // THAI_FAMILY_WORD)


def _spaced(words: list[str]) -> int:
    return len(words) - sum(1 for word in words if not word[0].isalnum() and _MARKS.fullmatch(word))


def simhash(folded: bytes) -> int:
    """64-bit simhash over pairs of neighbouring words; zero for a text without words."""
    read = folded.decode()[:READ]
    parted = read if is_spaced(read) else " ".join(WORD.findall(read))
    words = parted.encode().split()
    return _majority(_pair_hashes([*map(crc32, words)]), len(words)) if words else 0


def _pair_hashes(sums: list[int]) -> bytes:
    """The 64-bit hash of each word with the next, the last with the first: the first 8 bytes of each lane."""
    packed, spread = struct.pack(f"<{len(sums)}I", *sums), bytearray(_LANE_BYTES * len(sums))
    for place in range(_SUM_BYTES):
        spread[place::_LANE_BYTES] = packed[place::_SUM_BYTES]
    lanes = int.from_bytes(spread, "little")
    following = lanes >> 8 * _LANE_BYTES | sums[0] << 8 * _LANE_BYTES * (len(sums) - 1)
    product = lanes * FIRST + following * SECOND
    return product.to_bytes(_LANE_BYTES * len(sums), "little")


def _majority(hashes: bytes, count: int) -> int:
    """The number whose every bit is the one that most hashes have there."""
    lowest = int.from_bytes(b"\1" * count, "little")
    masks = [lowest << bit for bit in range(8)]
    columns = [int.from_bytes(hashes[place::_LANE_BYTES], "little") for place in range(8)]
    ones = [(column & mask).bit_count() for column in columns for mask in masks]
    return sum(1 << bit for bit, votes in enumerate(ones) if 2 * votes > count)
