"""Decides which pages are sent: articles of the gold sets where there are some, else invented ones of like sizes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle, islice

from bench import pages
from schemas.page import Page
from streams.outcome import Kind, outcome_of
from tests.brokers import inputs
from tests.brokers.witness import Input

MEDIAN, SIGMA = 130_000, 0.93
"""The sizes of 2,405 pages of 2018 to 2025 are near to this log-normal distribution: 206 kB on the mean."""
HTML = ("content-type", b"text/html")


def articles(count: int) -> list[Page]:
    """So many pages, each an article; the gold sets are gone through again where they have fewer."""
    sets = pages.gold_sets()
    if not sets:
        return [invented(number) for number in range(count)]
    each = -(-count // len(sets))
    found = [page for gold in sets for page in gold.spread(each).pages() if _is_article(page)]
    random.Random(7).shuffle(found)  # noqa: S311 - an order, not a secret
    return [*islice(cycle(found), count)]


def invented(number: int, size: int | None = None) -> Page:
    """An article of `size` bytes, or of a size as pages have: text, and scripts and styles around it."""
    chance = random.Random(number)  # noqa: S311 - a size, not a secret
    size = size or round(min(3_000_000, chance.lognormvariate(0, SIGMA) * MEDIAN))
    name = f"bench-{number}"
    bare = inputs.html(name, paragraphs=max(3, min(60, size // 5000)), extra="<!--here-->")
    rest = max(0, size - len(bare))
    body = bare.replace(b"<!--here-->", b"".join(_clutter(rest // 2)) + _script(rest - rest // 2))
    return Page(url=inputs.url(name), body=body)


def message(page: Page) -> Input:
    """The page as it stands on the raw topic."""
    url = page.url.encode()
    return Input(page.body, url, (("url", url), HTML))


def _clutter(size: int) -> Iterator[bytes]:
    """Navigation: half of a page of news is elements that are no text of the article."""
    item = b'<li class="menu__item"><a class="menu__link" href="/section/%d">Section %d</a></li>\n'
    yield b"<nav><ul>"
    for number in range(size // len(item)):
        yield item % (number, number)
    yield b"</ul></nav>"


def _script(size: int) -> bytes:
    return b"<script>%s</script>" % (b"var a = 1; " * (size // 11))


def _is_article(page: Page) -> bool:
    sent = message(page)
    return outcome_of(sent.key, sent.value, sent.headers).kind is Kind.ARTICLE
