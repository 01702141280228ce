"""Decides how `content-encoding` is undone, and that unpacking stops at the limit, not after it."""

from __future__ import annotations

from collections.abc import Callable

import cramjam

from schemas.rejection import Reason, Unprocessable

_Codec = Callable[[bytes, bytearray], int]

_GZIP: _Codec = cramjam.gzip.decompress_into
_CODECS: dict[str, tuple[_Codec, ...]] = {
    "gzip": (_GZIP,),
    "x-gzip": (_GZIP,),
    "zstd": (cramjam.zstd.decompress_into,),
    "br": (cramjam.brotli.decompress_into,),
    # Servers disagree on what `deflate` is: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2
    "deflate": (cramjam.zlib.decompress_into, cramjam.deflate.decompress_into),
}
_GZIP_MAGIC = b"\x1f\x8b\x08"
_LEAST_ROOM = 64 * 1024
_USUAL_RATIO = 12
"""HTML is rarely packed to less than a twelfth."""
_FULL = "failed to write whole buffer"


def undo(value: bytes, encodings: str | None, limit: int) -> bytes:
    """The bytes before they were packed, at most `limit` of them.

    `encodings` is the value of a `content-encoding` header, in the order in which they were applied. Where it is
    absent, bytes that are gzip all the same are unpacked: crawlers lose the header. Raises
    `Unprocessable` with `UNSUPPORTED_ENCODING`, `CORRUPT_ENCODING` or `TOO_LARGE`.
    """
    names = [name.strip().lower() for name in (encodings or "").split(",")]
    applied = [name for name in names if name not in {"", "identity"}]
    for name in reversed(applied):
        value = _unpack(value, name, limit)
    if not applied and value.startswith(_GZIP_MAGIC):
        return _unpack(value, "gzip", limit)
    return value


def _unpack(value: bytes, name: str, limit: int) -> bytes:
    if name not in _CODECS:
        raise Unprocessable(
            Reason.UNSUPPORTED_ENCODING, f"{name[:40]!a}; known are {', '.join(_CODECS)}, identity"
        )
    for codec in _CODECS[name]:
        try:
            unpacked = _within(codec, value, limit)
        except cramjam.DecompressionError:
            continue
        if unpacked is None:
            raise Unprocessable(Reason.TOO_LARGE, f"over {limit} bytes when {name} is unpacked")
        return unpacked
    raise Unprocessable(Reason.CORRUPT_ENCODING, f"not {name}, or cut off, in {len(value)} bytes")


def _within(codec: _Codec, value: bytes, limit: int) -> bytes | None:
    """The unpacked bytes; None where there are more than `limit`. Raises `cramjam.DecompressionError`."""
    # Room for the largest page is costly to clear, and few pages need it.
    for size in sorted({min(_LEAST_ROOM + _USUAL_RATIO * len(value), limit), limit}):
        room = bytearray(size)
        try:
            return bytes(memoryview(room)[: codec(value, room)])
        except cramjam.DecompressionError as error:
            if _FULL not in str(error):
                raise
    return None
