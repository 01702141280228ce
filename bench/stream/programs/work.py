"""Decides what the peers do with a page: the very same as a child of the worker."""

from __future__ import annotations

from schemas.page import Page
from streams.pipeline import process


def record_of(key: bytes, value: bytes) -> bytes:
    """The article of a page as JSON; the benchmark sends none without."""
    return process(Page(url=key.decode(), body=value)).to_json()
