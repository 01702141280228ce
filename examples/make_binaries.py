"""Writes the sample pages that are not plain UTF-8: other encodings, compressed bodies, envelopes, bombs.

The readable originals lie in `sources/`, under the name of the page that is made of them. Run it after a
change there, with the project installed. What it writes is committed, and the same sources and libraries give
the same bytes:

    python examples/make_binaries.py
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from codecs import BOM_UTF16_LE
from collections.abc import Callable
from pathlib import Path

import cramjam

SOURCES = Path(__file__).parent / "sources"
PAGES = Path(__file__).parent / "pages"

NESTED_ELEMENTS = 100_000
BOMB_BYTES = 256 * 1024 * 1024

ENCODINGS = {
    "06-russian-windows-1251.html": "windows-1251",
    "12-korean-euc-kr.html": "euc-kr",
    "14-portuguese-tables-2003.html": "iso-8859-1",
    "16-turkish-windows-1254.html": "windows-1254",
    "17-ukrainian-koi8-u.html": "koi8-u",
    "18-japanese-shift-jis.html": "shift_jis",
    "19-chinese-big5.html": "big5",
    "20-chinese-gb18030.html": "gb18030",
}


def gzipped(body: bytes) -> bytes:
    """Gzip without a time stamp, so that the same body gives the same bytes."""
    return gzip.compress(body, compresslevel=9, mtime=0)


def utf_16(name: str) -> bytes:
    """The source in UTF-16 with a byte order mark, which is all that tells its encoding."""
    return BOM_UTF16_LE + source(name).encode("utf-16-le")


def envelope(name: str, url: str) -> bytes:
    """A JSON envelope with the page as text."""
    return as_json(
        {"url": url, "html": source(name), "fetched_at": "2025-08-03T01:00:00Z", "http_status": 200}
    )


def base64_envelope(name: str, url: str) -> bytes:
    """A JSON envelope with the page as windows-1250 bytes, told by the response header alone."""
    body = b64encode(source(name).encode("windows-1250")).decode()
    return as_json({"url": url, "html_base64": body, "content_type": "text/html; charset=windows-1250"})


def as_json(value: object) -> bytes:
    """JSON as people read it, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def pdf() -> bytes:
    """A one-page PDF, whole down to its cross-reference table."""
    drawing = b"BT /F1 18 Tf 72 720 Td (Minutes of the harbour board) Tj ET"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    written = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(written))
    )


def nested() -> bytes:
    """Elements that are opened and never closed, with a sentence at the bottom."""
    head = "<!DOCTYPE html><html lang='en'><head><title>All the way down</title></head><body>"
    return (head + "<div>" * NESTED_ELEMENTS + "<p>Is anybody down here?</p>").encode()


def bomb() -> bytes:
    """White space without end inside a page."""
    return b"<!DOCTYPE html><html><body><p>Tick" + b" " * BOMB_BYTES + b"tock</p></body></html>"


MADE: dict[str, Callable[[], bytes]] = {
    "21-polish-utf-16.html": lambda: utf_16("21-polish-utf-16.html"),
    "33-gzip-body.html.gz": lambda: gzipped(source("33-gzip-body.html").encode()),
    "34-zstd-body.html.zst": lambda: bytes(cramjam.zstd.compress(source("34-zstd-body.html").encode(), 19)),
    "35-brotli-body.html.br": lambda: bytes(
        cramjam.brotli.compress(source("35-brotli-body.html").encode(), 11)
    ),
    "36-envelope.json": lambda: envelope(
        "36-envelope.html", "https://www.kabarlembah.example/daerah/read/2025/08/03/061200578/pasar-jembatan"
    ),
    "37-envelope-base64.json": lambda: base64_envelope(
        "37-envelope-base64.html", "https://www.podhorske-listy.example/zpravy/orloj-2025-06-02.html"
    ),
    "39-report.pdf": pdf,
    "40-unclosed-tags.html.gz": lambda: gzipped(nested()),
    "41-gzip-bomb.html.gz": lambda: gzipped(bomb()),
    "42-broken-gzip.html.gz": lambda: gzipped(source("33-gzip-body.html").encode())[:700],
}


def source(name: str) -> str:
    """A readable original."""
    return (SOURCES / name).read_text(encoding="utf-8")


def main() -> None:
    """Writes every page that is made rather than written."""
    for name, encoding in ENCODINGS.items():
        (PAGES / name).write_bytes(source(name).encode(encoding))
    for name, make in MADE.items():
        (PAGES / name).write_bytes(make())


if __name__ == "__main__":
    main()
