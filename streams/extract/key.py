"""Decides by what the keys of names are made: by compiled code, else by plain Python. Both give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["fold"]

if TYPE_CHECKING:
    from streams.extract.plain_key import fold
else:
    try:
        from streams.extract._key import fold
    except ImportError:
        from streams.extract.plain_key import fold
