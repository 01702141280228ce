"""Decides which URLs name a page: absolute, http or https, with a host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from schemas.rejection import Reason, Unprocessable

_SHOWN = 100
# White space, controls, and what decoding leaves of bytes that were not UTF-8.
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")


def page_url(candidates: tuple[str | bytes | None, ...], longest: int) -> str:
    """The first candidate that is not empty, checked; raises `Unprocessable(MISSING_URL | INVALID_URL)`."""
    texts = (item.decode("utf-8", "replace") if isinstance(item, bytes) else item for item in candidates)
    url = next((text.strip() for text in texts if text and text.strip()), None)
    if url is None:
        raise Unprocessable(Reason.MISSING_URL, "expected it in the header `url`, the key or the envelope")
    if complaint := _complaint(url, longest):
        raise Unprocessable(Reason.INVALID_URL, f"{complaint}: {url[:_SHOWN]!a:.{_SHOWN + 2}}")
    return url


def _complaint(url: str, longest: int) -> str | None:
    if len(url) > longest:
        return f"over {longest} characters"
    if _UNFIT.search(url):
        return "white space, control characters or bytes that are not UTF-8"
    try:
        parts = urlsplit(url)
        complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return "not a URL"
    return None if complete else "not an absolute http(s) URL with a host"
