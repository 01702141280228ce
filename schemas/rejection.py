"""Decides how a page that does not become an article is named.

PageError
├── Skipped          not an article: a home page, a feed, a wall, an empty page -> pages.skipped
└── Unprocessable    could not be processed: undecodable, too large, a crash    -> pages.dlq
"""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where on its path a page was when it failed."""

    RECEIVE = "receive"
    DECODE = "decode"
    EXTRACT = "extract"
    PUBLISH = "publish"


class Reason(StrEnum):
    """Why a page is not an article: a closed list, the same in headers, logs and metrics."""

    # Skipped
    TOMBSTONE = "tombstone"
    EMPTY = "empty"
    HTTP_ERROR = "http_error"
    FEED = "feed"
    HOME_PAGE = "home_page"
    LISTING = "listing"
    WALL = "wall"
    """A consent, login or bot check instead of the page."""
    ERROR_PAGE = "error_page"
    """An error message instead of the page, whatever the status that it came with."""
    TOO_SHORT = "too_short"
    # Unprocessable
    INVALID_ENVELOPE = "invalid_envelope"
    MISSING_URL = "missing_url"
    INVALID_URL = "invalid_url"
    UNSUPPORTED_TYPE = "unsupported_type"
    UNSUPPORTED_ENCODING = "unsupported_encoding"
    CORRUPT_ENCODING = "corrupt_encoding"
    UNDECODABLE = "undecodable"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    QUARANTINED = "quarantined"
    BUG = "bug"
    REFUSED = "refused"

    @property
    def stage(self) -> Stage:
        """The step of the path on which a page fails with this reason."""
        return _STAGES.get(self, Stage.EXTRACT)

    @property
    def is_skip(self) -> bool:
        """Whether a page with this reason is skipped, being no article; else it is a dead letter."""
        return self in _SKIPS


_SKIPS = frozenset(
    {
        Reason.TOMBSTONE,
        Reason.EMPTY,
        Reason.HTTP_ERROR,
        Reason.FEED,
        Reason.HOME_PAGE,
        Reason.LISTING,
        Reason.WALL,
        Reason.ERROR_PAGE,
        Reason.TOO_SHORT,
    }
)

_STAGES = {
    Reason.TOMBSTONE: Stage.RECEIVE,
    Reason.INVALID_ENVELOPE: Stage.RECEIVE,
    Reason.MISSING_URL: Stage.RECEIVE,
    Reason.INVALID_URL: Stage.RECEIVE,
    Reason.UNSUPPORTED_TYPE: Stage.RECEIVE,
    Reason.HTTP_ERROR: Stage.RECEIVE,
    Reason.UNSUPPORTED_ENCODING: Stage.DECODE,
    Reason.CORRUPT_ENCODING: Stage.DECODE,
    Reason.UNDECODABLE: Stage.DECODE,
    Reason.TOO_LARGE: Stage.DECODE,
    Reason.REFUSED: Stage.PUBLISH,
}


class PageError(Exception):
    """A page that does not become an article; `detail` tells a person why, without page content."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else str(self.reason)


class Skipped(PageError):
    """The page is in order but holds no article."""


class Unprocessable(PageError):
    """The page could not be processed; its original bytes are kept as a dead letter."""
