"""Decides whether a page was told before: one bit for each offset, in bounded memory."""

from __future__ import annotations

_BITS = 14
CHUNK = 1 << _BITS
"""Offsets whose bits lie together."""
MOST_CHUNKS = 16_384
"""Chunks that are remembered, 32 MB: 270 million offsets in a row; then the oldest are forgotten."""


class Places:
    """The offsets that were seen."""

    def __init__(self, most: int = MOST_CHUNKS) -> None:
        self._most = most
        self._chunks: dict[tuple[str, int, int], bytearray] = {}

    def is_new(self, topic: str, partition: int, offset: int) -> bool:
        """Whether it is the first time for this place; from now on it is not."""
        where = (topic, partition, offset >> _BITS)
        chunk = self._chunks.get(where)
        if chunk is None:
            chunk = self._new(where)
        number = offset & (CHUNK - 1)
        bit = 1 << (number & 7)
        if chunk[number >> 3] & bit:
            return False
        chunk[number >> 3] |= bit
        return True

    def _new(self, where: tuple[str, int, int]) -> bytearray:
        if len(self._chunks) >= self._most:
            del self._chunks[next(iter(self._chunks))]
        self._chunks[where] = made = bytearray(CHUNK >> 3)
        return made
