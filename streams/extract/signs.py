"""Decides by what lines are folded and measured: by compiled code, else by plain Python that gives the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["ends_sentence", "fold", "squeeze", "width"]

if TYPE_CHECKING:
    from streams.extract.plain_signs import ends_sentence, fold, squeeze, width
else:
    try:
        from streams.extract._signs import ends_sentence, fold, squeeze, width
    except ImportError:
        from streams.extract.plain_signs import ends_sentence, fold, squeeze, width
