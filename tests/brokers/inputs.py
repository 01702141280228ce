"""Makes raw pages of every kind, all invented, each with the outcome that it must come to."""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cramjam

from schemas.rejection import Reason
from tests.brokers.witness import Header, Input

MIB = 1024 * 1024
HTML = ("content-type", b"text/html; charset=utf-8")
JSON = ("content-type", b"application/json")
WORDS = (
    "harbour council ferry lantern orchard timetable bridge winter market engineer valley river station "
    "cinema bakery ticket school meadow captain weather granite library festival evening morning railway"
).split()
ARTICLE, SKIPPED, DEAD = "article", "skipped", "dead"


@dataclass(frozen=True, slots=True)
class Case:
    """An input and what it must become."""

    input: Input
    outcome: str
    """`article`, `skipped` or `dead`."""
    reason: Reason | None = None
    """Why it is no article; None where it is one."""


def url(name: str) -> str:
    """The URL of a page that is like no other of the test."""
    return f"https://news.example.org/2024/05/17/{name}"


def html(name: str, paragraphs: int = 6, extra: str = "") -> bytes:
    """An article page about nothing, the same for the same name."""
    chance = random.Random(name)  # noqa: S311 - a text, not a secret
    text = "".join(
        f"<p>{_sentence(chance)} {_sentence(chance)} {_sentence(chance)}</p>" for _ in range(paragraphs)
    )
    title = _sentence(chance)[:-1]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article"><link rel="canonical" href="{url(name)}">'
        f'<meta property="article:published_time" content="2024-05-17T08:30:00Z"></head>'
        f"<body><header><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav></header>{extra}"
        f"<main><article><h1>{title}</h1>{text}</article></main><footer>All rights kept</footer></body>"
    ).encode()


def page(name: str, *headers: Header, body: bytes | None = None, key: bytes | None = None) -> Input:
    """A raw HTML page; its URL is a header."""
    value = html(name) if body is None else body
    return Input(value, key or name.encode(), (("url", url(name).encode()), HTML, *headers))


def envelope(name: str, **fields: object) -> Input:
    """A page in a JSON envelope."""
    value = json.dumps({"url": url(name), **fields}).encode()
    return Input(value, name.encode(), (JSON,))


def slow(name: str, attributes: int) -> Input:
    """A page whose parse takes long: Lexbor compares every attribute with all before it.

    Measured: 20,000 attributes take 0.8 s, 40,000 take 4.4 s, 80,000 some 20 s.
    """
    element = "<i " + " ".join(f"a{number}=1" for number in range(attributes)) + "></i>"
    return page(name, body=html(name, extra=element))


def _case(outcome: str, reason: Reason | None, make: Callable[[str], Input]) -> Callable[[str], Case]:
    return lambda name: Case(make(name), outcome, reason)


def _bare(value: bytes | None, *headers: Header) -> Callable[[str], Input]:
    return lambda name: Input(value, url(name).encode(), headers)


def _long(name: str) -> str:
    return url(name) + "?q=" + "a" * 3000


KINDS: dict[str, Callable[[str], Case]] = {
    "html": _case(ARTICLE, None, page),
    "html whose URL is the key": _case(ARTICLE, None, lambda name: Input(html(name), url(name).encode())),
    "trace context": _case(
        ARTICLE,
        None,
        lambda name: page(
            name,
            ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            ("tracestate", b"vendor=1"),
        ),
    ),
    "envelope with html": _case(ARTICLE, None, lambda name: envelope(name, html=html(name).decode())),
    "envelope with base64": _case(
        ARTICLE, None, lambda name: envelope(name, html_base64=base64.b64encode(html(name)).decode())
    ),
    "URL of 3 kB": _case(
        ARTICLE, None, lambda name: Input(html(name), name.encode(), (("url", _long(name).encode()), HTML))
    ),
    "gzip": _case(
        ARTICLE, None, lambda name: page(name, ("content-encoding", b"gzip"), body=gzip.compress(html(name)))
    ),
    "zstd": _case(
        ARTICLE,
        None,
        lambda name: page(name, ("content-encoding", b"zstd"), body=bytes(cramjam.zstd.compress(html(name)))),
    ),
    "br": _case(
        ARTICLE,
        None,
        lambda name: page(name, ("content-encoding", b"br"), body=bytes(cramjam.brotli.compress(html(name)))),
    ),
    "9 MB": _case(
        ARTICLE,
        None,
        lambda name: page(
            name, body=html(name, extra="<script>" + "var a = 1;\n" * (9 * MIB // 11) + "</script>")
        ),
    ),
    "tombstone": _case(SKIPPED, Reason.TOMBSTONE, _bare(None)),
    "empty": _case(SKIPPED, Reason.EMPTY, _bare(b"", HTML)),
    "feed": _case(
        SKIPPED,
        Reason.FEED,
        lambda name: page(
            name,
            body=b'<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title></channel></rss>',
        ),
    ),
    "invalid JSON": _case(
        DEAD, Reason.INVALID_ENVELOPE, _bare(b'{"url": "https://news.example.org/a", ', JSON)
    ),
    "JSON that is no object": _case(DEAD, Reason.INVALID_ENVELOPE, _bare(b"[1, 2]", JSON)),
    "envelope without html": _case(DEAD, Reason.INVALID_ENVELOPE, envelope),
    "envelope with broken base64": _case(
        DEAD, Reason.INVALID_ENVELOPE, lambda name: envelope(name, html_base64="%%%")
    ),
    "missing URL": _case(DEAD, Reason.MISSING_URL, lambda name: Input(html(name), None, (HTML,))),
    "PDF": _case(
        DEAD,
        Reason.UNSUPPORTED_TYPE,
        _bare(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", ("content-type", b"application/pdf")),
    ),
    "image": _case(
        DEAD, Reason.UNSUPPORTED_TYPE, _bare(b"\x89PNG\r\n\x1a\n", ("content-type", b"image/png"))
    ),
    "unknown encoding": _case(
        DEAD, Reason.UNSUPPORTED_ENCODING, lambda name: page(name, ("content-encoding", b"x-secret"))
    ),
    "cut gzip": _case(
        DEAD,
        Reason.CORRUPT_ENCODING,
        lambda name: page(name, ("content-encoding", b"gzip"), body=gzip.compress(html(name))[:-20]),
    ),
    "gzip bomb": _case(
        DEAD,
        Reason.TOO_LARGE,
        lambda name: page(name, ("content-encoding", b"gzip"), body=gzip.compress(bytes(200 * MIB), 6)),
    ),
    "over the limit": _case(
        DEAD, Reason.TOO_LARGE, lambda name: page(name, body=html(name) + b" " * (10 * MIB + 1000))
    ),
    "unclosed tags": _case(DEAD, Reason.TOO_DEEP, lambda name: page(name, body=b"<div>" * 200_000)),
}

# What these become is open; that it is one outcome, with nothing lost, is not.
OPEN_KINDS: dict[str, Callable[[str], Input]] = {
    "random bytes": _bare(random.Random(7).randbytes(5000), HTML),  # noqa: S311 - noise, not a secret
    "random bytes without headers": _bare(random.Random(8).randbytes(5000)),  # noqa: S311 - noise, not a secret
    "random bytes as JSON": _bare(random.Random(9).randbytes(5000), JSON),  # noqa: S311 - noise, not a secret
    "PDF sent as HTML": _bare(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(2000), HTML),
    "headers of the wrong type": lambda name: page(
        name, ("fetched-at", b"the day before"), ("http-status", b"fine"), ("traceparent", b"\xff\xfe")
    ),
    "binary header": lambda name: page(name, ("url", b"\xff\xfe\x00"), ("fetched-at", b"\x00\x01")),
    "headers without a value": lambda name: Input(
        html(name), url(name).encode(), (("url", None), ("content-type", None), ("content-encoding", None))
    ),
    "binary key": lambda name: Input(html(name), b"\xff\xfe\x00\x01", (HTML,)),
    "words for 9 MB": lambda name: page(name, body=html(name, paragraphs=30_000)),
    "NUL bytes": lambda name: page(name, body=bytes(100_000)),
}


def mixed(count: int, seed: int) -> Iterator[Input]:
    """Pages of many small kinds, mostly articles, no two alike."""
    chance = random.Random(seed)  # noqa: S311 - a mixture, not a secret
    light = [make for kind, make in KINDS.items() if kind not in {"9 MB", "over the limit", "gzip bomb"}]
    for number in range(count):
        name = f"mixed-{seed}-{number}"
        yield chance.choice(light)(name).input if chance.random() < 0.3 else page(name)


def pages(count: int, prefix: str) -> list[Input]:
    """Article pages, no two alike."""
    return [page(f"{prefix}-{number}") for number in range(count)]


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(8, 16))]
    return " ".join(words).capitalize() + "."
