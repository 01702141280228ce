"""Decides by which numbers copies of an article are found: a hash for exact ones, a simhash for near ones."""

from __future__ import annotations

import struct
from dataclasses import replace
from hashlib import blake2b
from zlib import crc32

from schemas.article import Article
from streams.enrich.scripts import WORD, is_spaced
from streams.enrich.words import folded_words

# Odd numbers of random bits. They spread pairs of 32-bit sums over 64 bits, and tell `a b` from `b a`.
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
# The room that the products of two sums need: many are multiplied as one long number, no carry may leave a lane.
_LANE_BYTES = 13
_SUM_BYTES = 4
_READ = 3000
"""Letters that the simhash reads."""


def add_fingerprint(article: Article) -> Article:
    """The article with `content_hash` and `fingerprint`."""
    folded = " ".join(folded_words(article.text))
    digest = blake2b(folded.encode("utf-8", "replace"), digest_size=16)
    return replace(article, content_hash=digest.hexdigest(), fingerprint=f"{simhash(folded):016x}")


def simhash(folded: str) -> int:
    """64-bit simhash (Charikar, 2002) over pairs of neighbouring words; zero for a text without words.

    In scripts without spaces each character stands for a word. What follows the first 3,000 letters is not read:
    copies are shortened from their end.
    """
    read = folded[:_READ]
    parted = read if is_spaced(read) else " ".join(WORD.findall(read))
    words = parted.encode("utf-8", "replace").split()
    return _majority(_pair_hashes([*map(crc32, words)]), len(words)) if words else 0


def _pair_hashes(sums: list[int]) -> bytes:
    """The 64-bit hash of each word with the next, the last with the first: the first 8 bytes of each lane."""
    packed, spread = struct.pack(f"<{len(sums)}I", *sums), bytearray(_LANE_BYTES * len(sums))
    for place in range(_SUM_BYTES):
        spread[place::_LANE_BYTES] = packed[place::_SUM_BYTES]
    lanes = int.from_bytes(spread, "little")
    following = lanes >> 8 * _LANE_BYTES | sums[0] << 8 * _LANE_BYTES * (len(sums) - 1)
    product = lanes * _FIRST + following * _SECOND
    return product.to_bytes(_LANE_BYTES * len(sums), "little")


def _majority(hashes: bytes, count: int) -> int:
    """The number whose every bit is the one that most hashes have there."""
    lowest = int.from_bytes(b"\1" * count, "little")
    masks = [lowest << bit for bit in range(8)]
    columns = [int.from_bytes(hashes[place::_LANE_BYTES], "little") for place in range(8)]
    ones = [(column & mask).bit_count() for column in columns for mask in masks]
    return sum(1 << bit for bit, votes in enumerate(ones) if 2 * votes > count)
