"""Decides by what bytes are looked through: by compiled code, else by plain Python that gives the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["is_utf8"]

if TYPE_CHECKING:
    from streams.extract.plain_octets import is_utf8
else:
    try:
        from streams.extract._octets import is_utf8
    except ImportError:
        from streams.extract.plain_octets import is_utf8
