"""Decides which URL a page read from a file has: what it says of itself, else where a base URL puts it."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote, urljoin

HEAD_BYTES = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"
# https://www.rfc-editor.org/rfc/rfc2606: no host is ever called so.
UNKNOWN = "http://unknown.invalid/"
_GZIP_WINDOW = 31
_TAG = re.compile(rb"<(?:link|meta)\b[^>]{1,4096}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
# (attribute that names the tag's purpose, its value, attribute that holds the URL), best first.
_CLAIMS = (
    ("rel", "canonical", "href"),
    ("property", "og:url", "content"),
    ("name", "og:url", "content"),
)


@dataclass(frozen=True, slots=True)
class Addressing:
    """How the pages of one run get their URLs, where no manifest, envelope or archive gives one."""

    url: str | None = None
    """URL of the one page that is read."""
    base_url: str | None = None
    """URL of the folder or file that was named; a file's path below it is appended."""
    placeholder: bool = False
    """Whether a page without one gets `http://unknown.invalid/` and its path, a URL that cannot exist."""

    def url_of(self, body: bytes, relative: str) -> str | None:
        """The page's URL: the one given, the one it claims, the one its place gives; None without any.

        `relative` is the file's path below what was named on the command line, with `/`.
        """
        return self.url or claimed_url(body) or self._placed(relative)

    def _placed(self, relative: str) -> str | None:
        base = self.base_url or (UNKNOWN if self.placeholder else None)
        return (
            urljoin(base.rstrip("/") + "/", quote(os.fsencode(relative.removesuffix(".gz"))))
            if base
            else None
        )


def claimed_url(body: bytes) -> str | None:
    """The absolute http(s) URL in the page's `<link rel=canonical>`, else in its `og:url`, else None.

    Looks at the first 256 KiB, unpacked where they are gzip, and never parses them: pages are not trusted.
    """
    tags = [_attributes(tag) for tag in _TAG.findall(_head(body))]
    for purpose, value, holder in _CLAIMS:
        for attributes in tags:
            url = attributes.get(holder, "").strip()
            if attributes.get(purpose, "").lower() == value and url.startswith(("http://", "https://")):
                return url
    return None


def _head(body: bytes) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body[:HEAD_BYTES]
    try:
        return zlib.decompressobj(_GZIP_WINDOW).decompress(body, HEAD_BYTES)
    except zlib.error:
        return b""


def _attributes(tag: bytes) -> Mapping[str, str]:
    found = _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in found}
