from __future__ import annotations

import gzip
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable

import cramjam
import pytest

from schemas.encoding import undo
from schemas.rejection import Reason, Unprocessable

HTML = b"<html><p>The ferry is back.</p></html>" * 20
MIB = 1024 * 1024


def zstd(data: bytes) -> bytes:
    """A frame that says how long its content is."""
    return bytes(cramjam.zstd.compress(data))


def zstd_without_size(data: bytes) -> bytes:
    """A frame as streaming writers make it, which does not say how long its content is."""
    compressor = cramjam.zstd.Compressor()
    compressor.compress(data)
    return bytes(compressor.finish())


def brotli(data: bytes) -> bytes:
    """As servers send it."""
    return bytes(cramjam.brotli.compress(data, level=1))


def raw_deflate(data: bytes) -> bytes:
    """`deflate` without the header that it should have."""
    return zlib.compress(data, wbits=-15)


def refused(value: bytes, encodings: str | None, limit: int = MIB) -> Unprocessable:
    """The error with which packed bytes are refused."""
    with pytest.raises(Unprocessable) as caught:
        undo(value, encodings, limit)
    return caught.value


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        (" GZIP ", gzip.compress),
        ("zstd", zstd),
        ("zstd", zstd_without_size),
        ("br", brotli),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("identity", bytes),
        ("", bytes),
        (None, bytes),
        (None, gzip.compress),
        ("identity", gzip.compress),
    ],
)
def test_every_encoding_is_undone(name: str | None, pack: Callable[[bytes], bytes]) -> None:
    """Each encoding gives the bytes back; gzip is known by its first bytes even where it is not named."""
    assert undo(pack(HTML), name, MIB) == HTML


def test_several_encodings_are_undone_in_reverse() -> None:
    """The encoding named last was applied last."""
    assert undo(brotli(zstd(gzip.compress(HTML))), "gzip, identity, zstd,br", MIB) == HTML


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("zstd", zstd)])
def test_members_are_joined(name: str, pack: Callable[[bytes], bytes]) -> None:
    """Packed pieces one after the other are one body."""
    assert undo(pack(HTML) + pack(b"") + pack(HTML), name, MIB) == HTML * 2


def test_unknown_encoding() -> None:
    """An encoding that is not known is refused, its name shown short and plain."""
    error = refused(HTML, "gzip, lzma\N{SNOWMAN}" + "x" * 100)
    assert error.reason is Reason.UNSUPPORTED_ENCODING
    assert error.detail.isascii()
    assert len(error.detail) < 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gzip", HTML),
        ("gzip", b""),
        ("gzip", gzip.compress(HTML)[:-12]),
        ("gzip", gzip.compress(HTML)[:-8] + b"\0" * 8),
        (None, gzip.compress(HTML)[:30]),
        ("zstd", HTML),
        ("zstd", zstd(HTML)[:-5]),
        ("br", HTML),
        ("br", brotli(HTML)[:-5]),
        ("deflate", HTML),
        ("deflate", zlib.compress(HTML)[:-12]),
    ],
)
def test_corrupt_and_cut_bytes(name: str | None, value: bytes) -> None:
    """Bytes that are not what they are called, or that were cut off, are refused as corrupt."""
    assert refused(value, name).reason is Reason.CORRUPT_ENCODING


@pytest.mark.parametrize(
    ("name", "pack"), [("gzip", gzip.compress), ("zstd", zstd), ("zstd", zstd_without_size), ("br", brotli)]
)
def test_limit_is_exact(name: str, pack: Callable[[bytes], bytes]) -> None:
    """A body of just the limit is taken, one byte more is refused."""
    assert len(undo(pack(b"x" * 5000), name, 5000)) == 5000
    assert refused(pack(b"x" * 5001), name, 5000).reason is Reason.TOO_LARGE


@pytest.mark.skipif(sys.platform != "linux", reason="the ceiling on memory is one of Linux")
@pytest.mark.parametrize("name", ["gzip", "zstd", "br", "deflate"])
def test_bombs_stop_at_the_limit(name: str) -> None:
    """What unpacks to 128 MiB and more, up to over a gigabyte, is refused by a process that could never hold it."""
    program = """
        import gzip, resource, zlib
        import cramjam
        from schemas.encoding import undo
        from schemas.rejection import Unprocessable

        zeros = bytes(32 << 20)
        packed = {
            "gzip": gzip.compress(zeros, 1) * 40,
            "zstd": bytes(cramjam.zstd.compress(zeros)) * 40,
            "br": bytes(cramjam.brotli.compress(zeros * 4, level=1)),
            "deflate": zlib.compress(zeros * 4, 1),
        }
        del zeros
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + (96 << 20), used + (96 << 20)))
        try:
            undo(packed["%s"], "%s", 20 << 20)
        except Unprocessable as error:
            print(error.reason)
    """
    script = textwrap.dedent(program) % (name, name)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("too_large\n", "")
