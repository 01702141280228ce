"""Decides how much of a page is taken on before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings for one page; a page over one of them is `Unprocessable`."""

    message_bytes: int = 10 * MIB
    """Largest message value, in bytes as it lies on the topic."""
    page_bytes: int = 20 * MIB
    """Largest body, in bytes after `content-encoding` is undone."""
    url_length: int = 8192
    """Longest URL, in characters."""
    nesting: int = 2000
    """Deepest nesting of open elements, estimated before parsing."""
