"""Decides what a record of `logging` about a page has: what its line shows, and no more."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from logging import LogRecord
from typing import Any

FIELDS = "fields"
"""Name of the attribute, and of the `extra`, that holds the fields of a line."""
PAGES = logging.getLogger("streams.pages")
"""Whose lines those about pages are."""
# What a record has without a place in the code; `streams.logs` has no record tell its process.
_BLANK = {
    **vars(LogRecord(PAGES.name, logging.INFO, "", 0, "page", None, None)),
    "process": None,
    "processName": None,
}


class PageRecord(LogRecord):
    """A record about a page, for any handler."""

    def __init__(self, level: int, fields: Mapping[str, Any]) -> None:
        # Not as `LogRecord` does it, which looks for names of files and threads: that takes as long as the line itself.
        # All in the dictionary: formatters of others look there alone.
        created = time.time()
        self.__dict__ = {
            **_BLANK,
            "levelno": level,
            "levelname": logging.getLevelName(level),
            "created": created,
            "msecs": created % 1 * 1000,
            "thread": threading.get_ident(),
            FIELDS: fields,
        }


def is_page(record: LogRecord) -> bool:
    """Whether the line is about a page."""
    return type(record) is PageRecord
