"""Decides what becomes of one message: an article, a skipped page or a dead letter. Runs in the child process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from enum import StrEnum
from hashlib import blake2b
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import SelectolaxError

from schemas import headers as names
from schemas.article import Article
from schemas.limits import Limits
from schemas.page import Page
from schemas.rejection import PageError, Reason, Skipped
from streams.pipeline import DEFAULT_LIMITS, process

# Characters that are kept of a reason's explanation.
DETAIL_LENGTH = 300
# Characters that are kept of a headline.
TITLE_LENGTH = 200
WANTED = ("title", "date_published")
"""Fields of an article that a publisher's template gives; without them it has changed."""

Headers = Sequence[tuple[str, bytes | None]]


class Kind(StrEnum):
    """The three ends that a message can come to."""

    ARTICLE = "article"
    SKIPPED = "skipped"
    DEAD = "dead"


class Outcome(NamedTuple):
    """What became of one message; small enough to cross from the child process."""

    kind: Kind
    reason: Reason | None = None
    """Why there is no article; None where there is one."""
    detail: str = ""
    """The reason for a person, without page content, at most 300 characters."""
    payload: bytes | None = None
    """The article as JSON."""
    key: bytes | None = None
    """The canonical URL of the article."""
    url: str = ""
    """URL of the page as the message gives it; empty where it gives none."""
    domain: str = ""
    """Host of that URL, without `www.`."""
    title: str = ""
    """Headline of the article, cut to 200 characters."""
    words: int | None = None
    quality: float | None = None
    missing: tuple[str, ...] = ()
    """Which of `WANTED` the article lacks."""
    exception: str = ""
    """Class of what was raised, for a dead letter."""
    fingerprint: str = ""
    """Equal for dead letters with the same cause on the same site."""
    work_seconds: float | None = None
    """What finding it out took; None where the child process did not live to tell."""


_KINDS = {kind.value: kind for kind in Kind}

Plain = tuple[Any, ...]
"""The values of an `Outcome`, its kind as text: a class has to be looked up by its name in the other process."""


def plain_outcome(key: bytes | None, value: bytes | None, headers: Headers, *, limits: Limits) -> Plain:
    """As `outcome_of`, at a quarter of the cost to cross from the child process."""
    kind, *others = outcome_of(key, value, headers, limits)
    return (kind.value, *others)


def of_plain(plain: Plain) -> Outcome:
    """What was made plain."""
    kind, *others = plain
    return Outcome(_KINDS[kind], *others)


def outcome_of(
    key: bytes | None, value: bytes | None, headers: Headers, limits: Limits = DEFAULT_LIMITS
) -> Outcome:
    """The outcome of a raw message. Never raises an `Exception`: a bug is a dead letter like the others."""
    started = time.perf_counter()
    outcome = _outcome(key, value, headers, limits)
    return outcome._replace(work_seconds=time.perf_counter() - started)


def _outcome(key: bytes | None, value: bytes | None, headers: Headers, limits: Limits) -> Outcome:
    url = _claimed_url(key, headers)
    try:
        page = Page.from_message(key, value, headers, limits)
        url = page.url
        return _article(process(page, limits))
    except Skipped as error:
        return _skipped(error, url)
    except PageError as error:
        return _caught(error, error.reason, error.detail, url)
    except (MemoryError, SelectolaxError) as error:  # Lexbor gives up for want of memory alone
        return _caught(error, Reason.MEMORY, "", url)
    except Exception as error:  # noqa: BLE001 - whatever a page provokes, its message gets an outcome
        return _caught(error, Reason.BUG, "", url)


def lost(key: bytes | None, headers: Headers, reason: Reason, detail: str) -> Outcome:
    """The outcome of a message whose child process did not live to tell one."""
    return dead(_claimed_url(key, headers), reason, detail)


def dead(url: str, reason: Reason, detail: str, *, exception: str = "", frame: str = "") -> Outcome:
    """A dead letter's outcome; `exception` is the full name of a class, `frame` the innermost `module:function`."""
    domain = _domain(url)
    cause = f"{exception or reason}|{frame}|{domain}".encode(errors="replace")
    return Outcome(
        kind=Kind.DEAD,
        reason=reason,
        detail=detail[:DETAIL_LENGTH],
        url=url,
        domain=domain,
        exception=exception,
        fingerprint=blake2b(cause, digest_size=8).hexdigest(),
    )


def _article(article: Article) -> Outcome:
    return Outcome(
        kind=Kind.ARTICLE,
        payload=article.to_json(),
        key=article.canonical_url.encode(errors="replace"),
        url=article.url,
        domain=article.domain,
        title=(article.title or "")[:TITLE_LENGTH],
        words=article.word_count,
        quality=article.quality.score,
        missing=tuple(name for name in WANTED if getattr(article, name) is None),
    )


def _skipped(error: Skipped, url: str) -> Outcome:
    return Outcome(
        kind=Kind.SKIPPED,
        reason=error.reason,
        detail=error.detail[:DETAIL_LENGTH],
        url=url,
        domain=_domain(url),
    )


def _caught(error: Exception, reason: Reason, detail: str, url: str) -> Outcome:
    frame = _innermost_frame(error.__traceback__)
    name = type(error).__qualname__
    # The text of an exception that we did not write can hold the whole page, so its place is told instead.
    return dead(
        url,
        reason,
        detail or f"{name} in {frame}",
        exception=f"{type(error).__module__}.{name}",
        frame=frame,
    )


def _innermost_frame(trace: TracebackType | None) -> str:
    place = ""
    while trace is not None:
        frame = trace.tb_frame
        place = f"{frame.f_globals.get('__name__', '?')}:{frame.f_code.co_name}"
        trace = trace.tb_next
    return place


def _claimed_url(key: bytes | None, headers: Headers) -> str:
    """What a message says its URL is, whether or not that is one."""
    claims = [value for name, value in headers if name == names.URL and value]
    claim = claims[-1] if claims else key
    return claim.decode(errors="replace") if isinstance(claim, bytes) else ""


def _domain(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # `http://[` is no URL
        host = ""
    return host.removeprefix("www.")
