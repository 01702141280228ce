"""Decides which messages of a range are meant, by the URL that they give for their page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

import orjson

from schemas import headers as names
from streams.outcome import Headers

_ENVELOPE = b"application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a page's URL must be; without anything, each page is wanted."""

    hosts: Collection[str] = ()
    """One of these hosts, or one below it: `example.org` is `www.example.org` too."""
    patterns: Collection[str] = ()
    """A shell pattern for the whole URL, as `*/sport/*`."""
    urls: frozenset[str] | None = None
    """One of these URLs."""

    def takes(self, key: bytes | None, value: bytes | None, headers: Headers) -> bool:
        """Whether a message is meant."""
        if not (self.hosts or self.patterns or self.urls is not None):
            return True
        url = url_of(key, value, headers)
        return (
            (not self.hosts or _is_below(url, self.hosts))
            and (not self.patterns or any(fnmatchcase(url, pattern) for pattern in self.patterns))
            and (self.urls is None or url in self.urls)
        )


def url_of(key: bytes | None, value: bytes | None, headers: Headers) -> str:
    """What a message says its URL is, its envelope first; empty where it says none."""
    given = {name.lower(): text.strip() for name, text in headers if text}
    claim = _enveloped(value, given.get(names.CONTENT_TYPE, b"")) or given.get(names.URL) or key or b""
    return claim.decode(errors="replace")


def _enveloped(value: bytes | None, content_type: bytes) -> bytes | None:
    if not value or not content_type.lower().startswith(_ENVELOPE):
        return None
    try:
        url = orjson.loads(value)["url"]
    except (ValueError, TypeError, LookupError):  # no envelope: then it says nothing
        return None
    return url.encode(errors="replace") if isinstance(url, str) else None


def _is_below(url: str, hosts: Collection[str]) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # `http://[` is no URL
        return False
    return any(host == each or host.endswith(f".{each}") for each in hosts)
