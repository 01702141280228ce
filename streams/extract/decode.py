"""Decides which text the bytes of a page are: what they show goes before what the page says about them."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator

import cchardet

from schemas.rejection import Reason, Unprocessable
from streams.extract.charsets import codec_of
from streams.extract.octets import is_utf8

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF16_MARKUP = (
    (re.compile(rb"(?:\s\x00){0,99}<\x00[!?a-zA-Z]\x00"), "utf-16-le"),
    (re.compile(rb"(?:\x00\s){0,99}\x00<\x00[!?a-zA-Z]"), "utf-16-be"),
)

_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META_CHARSET = re.compile(rb"<meta[^>]{1,500}?charset\s*=\s*[\"']?\s*([^\s\"'/>;]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{1,200}?encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_JIS_ESCAPE = re.compile(rb"\x1b\$[@AB]|\x1b\(J")

# What ISO leaves to control characters, which no page has, holds quotation marks and dashes in these.
_WINDOWS = {"iso8859-2": "cp1250", "iso8859-6": "cp1256", "iso8859-7": "cp1253", "iso8859-8": "cp1255"}
_WINDOWS |= {"iso8859-13": "cp1257", "iso8859-15": "cp1252"}
_C1 = re.compile(rb"[\x80-\x9f]")

_HEAD = 4096
_DETECTED = 16 * 1024
_HIGH_RUN = re.compile(rb"[\x80-\xff][^<>]*")
_ASCII = bytes(range(128))
_NOT_ASCII = re.compile("[^\\x00-\\x7f]+")
# Text in another charset has by chance far fewer characters that are right in UTF-8 than wrong.
_UTF8_BAD_SHARE = 0.2
_BAD_SHARE = 0.05
_CONTROLS = bytes((*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_GARBAGE_SHARE = 0.05
_INSPECTED = 8 * 1024


def as_utf8(body: bytes, content_type: str | None) -> bytes:
    """The page in UTF-8, without byte order mark and NULs; single bad bytes become U+FFFD.

    `content_type` is the value of the response header, as `text/html; charset=koi8-r`. Raises
    `Unprocessable(UNDECODABLE)` where most likely no text is in the bytes.
    """
    utf8 = body if _is_plain(body) else _text(body, content_type).replace("\0", "").encode()
    inspected = utf8[:_INSPECTED].decode(errors="ignore")
    if _garbage(inspected) > len(inspected) * _GARBAGE_SHARE:
        raise Unprocessable(Reason.UNDECODABLE, "too many bytes are no text in any likely charset")
    return utf8


def _garbage(text: str) -> int:
    """How many characters are none that a page has."""
    octets = text.encode()
    return text.count("\ufffd") + len(octets) - len(octets.translate(None, delete=_CONTROLS))


def _is_plain(body: bytes) -> bool:
    """Whether a body is UTF-8 from end to end, and nothing else."""
    is_marked = any(sign in body for sign in (b"\0", b"\x1b")) or body.startswith(codecs.BOM_UTF8)
    return not is_marked and is_utf8(body)


def _text(body: bytes, content_type: str | None) -> str:
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(codec, "replace")
    for markup, codec in _UTF16_MARKUP:
        if markup.match(body):
            return body.decode(codec, "replace")
    if body.isascii():
        return body.decode("iso2022-jp-ext" if _JIS_ESCAPE.search(body) else "ascii", "replace")
    try:
        # Not final: a page that was cut within a character is still UTF-8.
        return codecs.utf_8_decode(body, "strict", False)[0]
    except UnicodeDecodeError:
        return _damaged_or_legacy(body, list(_declared(body, content_type)))


def _damaged_or_legacy(body: bytes, declared: list[str]) -> str:
    """Text of bytes that are not wholly UTF-8: UTF-8 nevertheless, else as declared, else as detected."""
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(_NOT_ASCII.sub("", text)) - bad
    if bad <= good * (1 if "utf-8" in declared else _UTF8_BAD_SHARE):
        return text
    allowed = len(body.translate(None, delete=_ASCII)) * _BAD_SHARE
    for named in (*declared, _detected(body)):
        codec = _WINDOWS.get(named, named) if _C1.search(body) else named
        text = body.decode(codec, "replace")
        if codec != "utf-8" and text.count("\ufffd") <= allowed:
            return text
    return body.decode("cp1252", "replace")


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    """Codecs that the response and the page name, the likeliest first."""
    head = _COMMENT.sub(b"", body[:_HEAD])
    header = _HEADER_CHARSET.search(content_type or "")
    found = (_META_CHARSET.search(head), _XML_ENCODING.match(head))
    in_page = [match[1].decode("ascii", "replace") for match in found if match]
    labels = [header[1], *in_page] if header else in_page
    # Servers send this one for every page they know nothing about.
    labels.sort(key=lambda label: label.lower() == "iso-8859-1")
    for label in labels:
        codec = codec_of(label)
        if codec:
            # UTF-16 was told by its bytes before; a page that only says so is in UTF-8, as for browsers.
            yield "utf-8" if codec.startswith("utf-16") else codec


def _detected(body: bytes) -> str:
    """Codec that the text outside of the markup looks like; the Western one where it looks like none."""
    runs = (match[0] for match in itertools.islice(_HIGH_RUN.finditer(body), _DETECTED))
    sample = b" ".join(runs)[:_DETECTED]
    return codec_of(cchardet.detect(sample)["encoding"] or "") or "cp1252"
